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
  cluster=$(call "cluster/$CLUSTER" ecs describe-clusters --clusters "$CLUSTER" --include SETTINGS TAGS ATTACHMENTS \
    --query "clusters[?status!='INACTIVE'] | [0]")
}
read_template() {
  template=$(call "launch-template/$NAME" ec2 describe-launch-templates --filters "Name=launch-template-name,Values=$NAME" \
    --query 'LaunchTemplates[0]')
}
read_group() {
  group=$(call "auto-scaling-group/$NAME" autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$NAME" \
    --query 'AutoScalingGroups[0]')
}
read_provider() {
  provider=$(call "capacity-provider/$NAME" ecs describe-capacity-providers --capacity-providers "$NAME" --include TAGS \
    --query "capacityProviders[?status!='INACTIVE'] | [0]")
}

# Records a problem if a resource belongs to a cluster of another name, which has the same prefix, or to another owner. adopt takes
# over from another owner, never from another cluster.
check() { # resource state
  local tags values other owner remedy='Choose another name, or take it over with adopt: true.'
  [[ $2 != null ]] || return 0
  tags=$(jq --raw-output --arg owner "$OWNER_TAG" '(.tags // .Tags // []) | from_entries | .["ecs-cluster"] // "", .[$owner] // ""' <<<"$2")
  mapfile -t values <<<"$tags"
  other=${values[0]} owner=${values[1]-}
  # The cluster is found by its own name, so a wrong tag of it is corrected.
  if [[ $1 != cluster/* && $other != "$CLUSTER" && $other != '' ]]; then
    problem "$1 belongs to the cluster \"$other\", not \"$CLUSTER\". Correct cluster-name or name-prefix: each cluster needs a prefix of its own. If that cluster no longer exists, remove the tag ecs-cluster from $1."
    return
  fi
  [[ $MODE != destroy ]] ||
    remedy='Check the name. To delete it anyway, first take it over: mode: apply with adopt: true. Then run mode: destroy.'
  # The Action decides about the owners of roles.
  [[ $1 == role/* || $owner == "$OWNER" || $ADOPT == true ]] ||
    problem "$1 exists and its owner tag is \"$owner\", not \"$OWNER\". $remedy"
}

read_cluster
check "cluster/$CLUSTER" "$cluster"
if [[ $CAPACITY == ec2 ]]; then
  read_template
  read_group
  read_provider
  check "launch-template/$NAME" "$template"
  check "auto-scaling-group/$NAME" "$group"
  check "capacity-provider/$NAME" "$provider"
fi
if [[ $MODE == destroy ]] && holds "$cluster" '[.activeServicesCount, .runningTasksCount, .pendingTasksCount] | any(. // 0 | . > 0)'; then
  problem "cluster/$CLUSTER still has $(get "$cluster" '"\(.activeServicesCount) services and \(.runningTasksCount + .pendingTasksCount) tasks"'). Delete and stop them first."
fi
# The cluster names the capacity of the last apply. A destroy with another capacity or name-prefix would leave that, and its roles.
if [[ $MODE == destroy ]]; then
  left=$(jq --raw-output --arg name "$NAME" '[
    (.capacityProviders[]? | select(. == $name and env.CAPACITY == "fargate")),
    (.defaultCapacityProviderStrategy[]?.capacityProvider | select(startswith("ec2-") and . != $name))
  ] | first // ""' <<<"$cluster")
  [[ -z $left ]] ||
    problem "cluster/$CLUSTER runs on the capacity provider \"$left\", which these inputs would leave. Give capacity and name-prefix as in the last apply. If another tool created that provider, first remove it from the cluster's default strategy."
fi
