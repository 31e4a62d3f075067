# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# Sourced by both scripts after inputs.sh: reads what exists, and records a problem for what belongs to another owner or cluster.

export AWS_PAGER='' AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard}
readonly RESUME='Run the step again: it continues where it stopped.'

# Calls AWS and prints the response, null for a role that does not exist. On failure names the call, the resource and the remedy.
call() { # resource service operation arguments…
  local resource=$1 service=$2 operation=$3 action=$2: word attempt reason remedy
  shift 3
  for word in ${operation//-/ }; do action+=${word^}; done
  for ((attempt = 1; ; attempt++)); do
    if aws "$service" "$operation" --output json "$@" 2>"$errors"; then return; fi
    reason=$(tr -s '[:space:]' ' ' <"$errors" | sed -E 's/^ //; s/ $//; s/^An error occurred //')
    # These pass by themselves: a first cluster waits for its service-linked role, and ECS, EC2 and Auto Scaling show each
    # other's writes late.
    case $reason in
      *'service linked role'* | *UpdateInProgress* | *ResourceContention* | *ScalingActivityInProgress* | \
        *ClusterContainsContainerInstances* | *'Invalid I'[Aa][Mm]*nstance*rofile*) ((attempt < 60)) || break ;;
      *) break ;;
    esac
    sleep 5
  done
  if [[ $operation == get-role && $reason == *NoSuchEntity* ]]; then
    echo null
    return
  fi
  case $reason in
    *AccessDenied* | *Unauthorized* | *'not authorized'*)
      remedy="Allow $action and every action that the message names, as docs/permissions.md lists under \"ECS cluster\", then run the step again." ;;
    *credential* | *ExpiredToken* | *InvalidClientTokenId* | *'specify a region'*)
      remedy='Configure AWS credentials and a region in an earlier step.' ;;
    *LimitExceeded* | *[Qq]uota*) remedy="Raise the quota, or delete what you don't need, then run the step again." ;;
    *AlreadyExists* | *'already exists'*) remedy="Another run or tool created it at the same time. $RESUME" ;;
    *InUse* | *'in use'* | *ClusterContains*)
      remedy='Stop the services, tasks and instances that use it, then run the step again.' ;;
    *) remedy="Correct this, then run the step again: it continues where it stopped." ;;
  esac
  fail "$action on $resource failed: ${reason%.}. $remedy"
}

get() { jq --raw-output "$2" <<<"$1"; }
holds() { jq --exit-status "$2" <<<"$1" >/dev/null; }

read_cluster() {
  cluster=$(call "cluster/$CLUSTER" ecs describe-clusters --clusters "$CLUSTER" --include SETTINGS TAGS ATTACHMENTS |
    jq --compact-output 'first(.clusters[] | select(.status != "INACTIVE")) // null')
}
read_template() {
  template=$(call "launch-template/$NAME" ec2 describe-launch-templates --filters "Name=launch-template-name,Values=$NAME" |
    jq --compact-output '.LaunchTemplates[0]')
}
read_group() {
  group=$(call "auto-scaling-group/$NAME" autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$NAME" |
    jq --compact-output '.AutoScalingGroups[0]')
}
read_provider() {
  provider=$(call "capacity-provider/$NAME" ecs describe-capacity-providers --capacity-providers "$NAME" --include TAGS |
    jq --compact-output 'first(.capacityProviders[] | select(.status != "INACTIVE")) // null')
}

# Prints the value of a resource's tag.
tag_of() { # state key
  jq --raw-output --arg key "$2" '(.tags // .Tags // []) | from_entries | .[$key] // ""' <<<"$1"
}

# Records a problem if a resource exists without our owner tag.
check_owner() { # resource state
  local owner remedy='Choose another name, or take it over with adopt: true.'
  [[ $2 != null ]] || return 0
  owner=$(tag_of "$2" "$OWNER_TAG")
  [[ $MODE != destroy ]] ||
    remedy='Check the name. To delete it anyway, first take it over: mode: apply with adopt: true. Then run mode: destroy.'
  [[ $owner == "$OWNER" || $ADOPT == true ]] ||
    problem "$1 exists and its owner tag is \"$owner\", not \"$OWNER\". $remedy"
}

# Records a problem if a resource belongs to a cluster of another name, which has the same prefix. Even adopt takes nothing from it.
check_cluster() { # resource state
  local other
  [[ $2 != null ]] || return 0
  other=$(tag_of "$2" ecs-cluster)
  [[ $other == "$CLUSTER" || $other == '' ]] ||
    problem "$1 belongs to the cluster \"$other\", not \"$CLUSTER\". Correct cluster-name or name-prefix: each cluster needs a prefix of its own."
}

read_cluster
check_owner "cluster/$CLUSTER" "$cluster"
if [[ $CAPACITY == ec2 ]]; then
  read_template
  read_group
  read_provider
  for check in check_owner check_cluster; do
    "$check" "launch-template/$NAME" "$template"
    "$check" "auto-scaling-group/$NAME" "$group"
    "$check" "capacity-provider/$NAME" "$provider"
  done
fi
if [[ $MODE == destroy ]] && holds "$cluster" '[.activeServicesCount, .runningTasksCount, .pendingTasksCount] | any(. // 0 | . > 0)'; then
  problem "cluster/$CLUSTER still has $(get "$cluster" '"\(.activeServicesCount) services and \(.runningTasksCount + .pendingTasksCount) tasks"'). Delete and stop them first."
fi
