#!/usr/bin/env bash
# Brings an ECS cluster and its capacity to the declared state, or deletes both. Needs the AWS CLI and jq.
#
# Reads first, then writes only what differs. Every resource is found by its name, so a run that was killed leaves nothing
# that the next run would not find. action.yml passes the inputs as environment variables.
# shellcheck disable=SC2153 # Inputs are in upper case, variables of the script in lower case.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export AWS_PAGER='' AWS_RETRY_MODE=${AWS_RETRY_MODE:-standard}

readonly RESUME='Run the step again: it continues where it stopped.'
changed=false

# Calls AWS and prints the response. On failure names the call, the resource and the remedy.
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

# Makes a call that writes, and logs it.
write() { # resource service operation arguments…
  call "$@" >/dev/null
  changed=true
  echo "$2 $3: $1"
}

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
get() { jq --raw-output "$2" <<<"$1"; }
holds() { jq --exit-status "$2" <<<"$1" >/dev/null; }

# shellcheck source=ecs-cluster/inputs.sh
source "$here/inputs.sh"
report_problems

# --- Reads --------------------------------------------------------------------------------------------------------------

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

# Repeats a read until its result fulfils a condition: AWS shows some writes late, and deletes some resources slowly.
await() { # variable condition
  local attempt
  for ((attempt = 0; attempt < 120; attempt++)); do
    "read_$1"
    if holds "${!1}" "$2"; then return; fi
    if [[ $1 == provider ]] && holds "$provider" '.updateStatus == "DELETE_FAILED"'; then
      fail "ecs:DeleteCapacityProvider on capacity-provider/$NAME failed: $(get "$provider" .updateStatusReason). Stop the services and tasks that use it, then run the step again."
    fi
    sleep 5
  done
  fail "$1 of $CLUSTER did not reach its state within 10 minutes: AWS is still working on it. $RESUME"
}

# Records a problem if a resource exists without our owner tag.
check_owner() { # resource state
  local owner
  [[ $2 != null ]] || return 0
  owner=$(jq --raw-output --arg key "$OWNER_TAG" '(.tags // .Tags // []) | from_entries | .[$key] // ""' <<<"$2")
  [[ $owner == "$OWNER" || $ADOPT == true ]] ||
    problem "$1 exists and its owner tag is \"$owner\", not \"$OWNER\". Choose another name, or take it over with adopt: true."
}

read_cluster
check_owner "cluster/$CLUSTER" "$cluster"
if [[ $CAPACITY == ec2 ]]; then
  read_template
  read_group
  read_provider
  check_owner "launch-template/$NAME" "$template"
  check_owner "auto-scaling-group/$NAME" "$group"
  check_owner "capacity-provider/$NAME" "$provider"
fi
if [[ $MODE == destroy ]] && holds "$cluster" '[.activeServicesCount, .runningTasksCount, .pendingTasksCount] | any(. // 0 | . > 0)'; then
  problem "cluster/$CLUSTER still has $(get "$cluster" '"\(.activeServicesCount) services and \(.runningTasksCount + .pendingTasksCount) tasks"'). Delete and stop them first."
fi
report_problems

# --- Writes -------------------------------------------------------------------------------------------------------------

# Replaces the cluster's capacity providers and default strategy.
put_providers() { # providers strategy
  write "cluster/$CLUSTER" ecs put-cluster-capacity-providers --cluster "$CLUSTER" \
    --capacity-providers "$1" --default-capacity-provider-strategy "$2"
  await cluster '.attachmentsStatus != "UPDATE_IN_PROGRESS"'
}

# Detaches the capacity provider from the cluster, then deletes it. ECS refuses to delete an attached one.
delete_provider() {
  if holds "$cluster" "(.capacityProviders // []) | index(\"$NAME\")"; then
    put_providers "$(get "$cluster" "[.capacityProviders[] | select(. != \"$NAME\")] | tojson")" \
      "$(get "$cluster" "[.defaultCapacityProviderStrategy[]? | select(.capacityProvider != \"$NAME\")] | tojson")"
  fi
  if ! holds "$provider" '.updateStatus == "DELETE_IN_PROGRESS"'; then
    write "capacity-provider/$NAME" ecs delete-capacity-provider --capacity-provider "$NAME"
  fi
  await provider '. == null'
}

# shellcheck source=ecs-cluster/apply.sh
# shellcheck source=ecs-cluster/destroy.sh
source "$here/$MODE.sh"
output changed "$changed"
