#!/usr/bin/env bash
# Brings an ECS cluster and its capacity to the declared state, or deletes both. Needs the AWS CLI and jq.
#
# Reads first, then writes only what differs. Every resource is found by its name, so a run that was killed leaves nothing
# that the next run would not find. action.yml passes the inputs as environment variables.
# shellcheck disable=SC2153 # Inputs are in upper case, variables of the script in lower case.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
changed=false

# Makes a call that writes, and logs it.
write() { # resource service operation arguments…
  call "$@" >/dev/null
  changed=true
  echo "$2 $3: $1"
}

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# shellcheck source=ecs-cluster/inputs.sh
source "$here/inputs.sh"
report_problems
# shellcheck source=ecs-cluster/reads.sh
source "$here/reads.sh"
report_problems

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
