# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# Sourced by both scripts, which set `here`: how they fail, and the checks of all inputs, so that every problem is known before the first write.

# Without inherit_errexit a failure inside a command substitution would pass unnoticed. macOS has bash 3.2.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "::error::This Action needs bash 4.4 or newer, and the runner has bash $BASH_VERSION. Put a newer bash first on PATH, or use a Linux runner."
  exit 1
fi
shopt -s inherit_errexit
missing=
for tool in aws jq; do
  command -v "$tool" >/dev/null || missing+=" $tool"
done
if [[ -n $missing ]]; then
  echo "::error::This Action needs the AWS CLI and jq, and the runner lacks:$missing. Install that in an earlier step, or use GitHub's own runners."
  exit 1
fi

readonly OWNER_TAG=aws-iam-instance-profile:owner
NAME=ec2-${PREFIX:-$CLUSTER}
problems=()
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# Prints one error annotation, to standard error so that a command substitution does not swallow it, and ends the script.
fail() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::error::%s\n' "${text//$'\n'/%0A}" >&2
  exit 1
}

problem() { problems+=("$1"); }

# Ends the script if there are problems, with all of them.
report_problems() {
  ((${#problems[@]} == 0)) || fail "$(printf '%s\n' "${problems[@]}")"
}

# Records a problem unless a value matches. All lists are one item a line.
must_match() { # input value pattern rule
  [[ $2 =~ ^($3)$ ]] || problem "$1 is not valid: it must be $4. Correct it."
}
must_list() { # input value pattern rule
  jq --exit-status -L "$here" --raw-input --slurp --arg pattern "^($3)\$" \
    'include "inputs"; items | length > 0 and all(test($pattern))' <<<"$2" >/dev/null ||
    problem "$1 is not valid: it must be $4, one a line, at least one. Correct it."
}

must_match mode "$MODE" 'apply|destroy' 'apply or destroy'
must_match capacity "$CAPACITY" 'fargate|ec2' 'fargate or ec2'
must_match cluster-name "$CLUSTER" '[A-Za-z0-9][A-Za-z0-9_-]{0,254}' '1 to 255 letters, digits, hyphens and underscores'
# The AWS CLI takes a value with a leading hyphen for an option.
must_match name-prefix "$PREFIX" '|[A-Za-z0-9_][A-Za-z0-9_-]{0,123}' 'at most 124 letters, digits, hyphens and underscores, and not begin with a hyphen'
((${#NAME} <= 128)) || problem "cluster-name is too long for a launch template: $NAME has more than 128 characters. Set name-prefix."
must_match owner "$OWNER" '[^[:cntrl:]]{1,256}' '1 to 256 characters'
must_match adopt "$ADOPT" 'true|false' 'true or false'
[[ $MODE != destroy || $ADOPT != true ]] || problem 'adopt is not allowed with mode: destroy. Remove it.'
prune_tags=$(jq -L "$here" --raw-input --slurp --raw-output 'include "inputs"; words
  | if index("roles") then "roles"
    elif IN(["all"], ["none"]) or (length > 0 and all(IN("policies", "inline-policies", "tags"))) then any(IN("all", "tags"))
    else "wrong" end' <<<"$PRUNE")
case $prune_tags in
  roles) problem 'prune must not hold roles: the manifests of all clusters have one path, so a run would delete the roles of the others. Remove it.' ;;
  wrong)
    # A destroy prunes nothing.
    [[ $MODE == destroy ]] ||
      problem 'prune is not valid: it must be all, none, or a list of policies, inline-policies and tags, one a line or as a YAML list. Correct it.'
    ;;
esac
if [[ $MODE == apply ]]; then
  must_match container-insights "$INSIGHTS" 'enabled|enhanced|disabled' 'enabled, enhanced or disabled'
  tags=$(jq -L "$here" --compact-output --null-input --arg key "$OWNER_TAG" \
    'include "inputs"; all_tags(env.TAGS; env.CLUSTER) + {($key): env.OWNER}' 2>"$errors") ||
    problem "$(sed 's/^jq: error ([^)]*): //' "$errors" | tr -d '\n'). Correct it."
fi
if [[ $MODE == apply && $CAPACITY == ec2 ]]; then
  must_match instance-profile-arn "$PROFILE_ARN" 'arn:[a-z-]+:iam::[0-9]{12}:instance-profile/[!-~]+' 'the ARN of an instance profile'
  must_list subnet-ids "$SUBNETS" 'subnet-[0-9a-f]+' 'ids of subnets'
  must_list security-group-ids "$SECURITY_GROUPS" 'sg-[0-9a-f]+' 'ids of security groups'
  must_match instance-type "$INSTANCE_TYPE" '[a-z0-9-]+\.[a-z0-9-]+' 'a type such as t3.small'
  must_match image-id "$IMAGE" '|ami-[0-9a-f]+|resolve:ssm:[A-Za-z0-9_./:-]+' 'an AMI id or resolve:ssm:PARAMETER'
  must_match min-size "$MIN_SIZE" '[0-9]{1,5}' 'a whole number'
  must_match max-size "$MAX_SIZE" '[1-9][0-9]{0,4}' 'a whole number above 0'
  must_match target-capacity "$TARGET_CAPACITY" '[1-9][0-9]?|100' 'a whole number from 1 to 100'
  [[ ! $MIN_SIZE$MAX_SIZE =~ ^[0-9]+$ ]] || ((10#$MIN_SIZE <= 10#$MAX_SIZE)) || problem 'min-size is greater than max-size. Lower it.'
fi
