# shellcheck shell=bash disable=SC2153,SC2154
# Sourced by ecs-cluster.sh. Deletes the capacity provider before its group, and the cluster last: ECS and Auto Scaling refuse
# every other order. Skips resources that do not exist, so a destroy may be repeated.

if [[ $CAPACITY == ec2 ]]; then
  if [[ $provider != null ]]; then delete_provider; fi
  if [[ $group != null ]]; then
    if ! holds "$group" '.Status'; then
      # Also terminates instances that are protected from scale-in, as all of this group are.
      write "auto-scaling-group/$NAME" autoscaling delete-auto-scaling-group --auto-scaling-group-name "$NAME" --force-delete
    fi
    await group '. == null'
  fi
  if [[ $template != null ]]; then
    write "launch-template/$NAME" ec2 delete-launch-template --launch-template-id "$(get "$template" .LaunchTemplateId)"
  fi
fi
if [[ $cluster != null ]]; then write "cluster/$CLUSTER" ecs delete-cluster --cluster "$CLUSTER"; fi
for key in cluster-arn capacity-provider-name auto-scaling-group-name launch-template-id; do output "$key" ''; done
