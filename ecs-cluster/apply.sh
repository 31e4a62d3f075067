# shellcheck shell=bash disable=SC2153,SC2154
# Sourced by ecs-cluster.sh. Creates or updates the cluster, the launch template, the Auto Scaling group, the capacity provider
# and their association, in this order: each names the one before.

# Prints our tags as a list, in the spelling of a service.
tag_list() { # ecs|ec2|autoscaling [map]
  jq --compact-output --arg service "$1" --arg name "$NAME" 'to_entries | map(
    if $service == "ecs" then {key, value} else {Key: .key, Value: .value} end
    + if $service == "autoscaling" then {ResourceId: $name, ResourceType: "auto-scaling-group", PropagateAtLaunch: true} else {} end
  )' <<<"${2-$tags}"
}

# Corrects the tags of a resource. Tags of AWS stay: its own, and the one by which ECS marks a group it scales.
sync_tags() { # resource service state filter-of-id
  local difference set remove list id
  difference=$(jq --compact-output --argjson declared "$tags" --argjson prune "$prune_tags" '
    ((.tags // .Tags // []) | from_entries) as $actual | {
      set: ($declared | with_entries(select($actual[.key] != .value))),
      remove: [$actual | keys[] | select(
        $prune and ($declared[.] == null) and (startswith("aws:") or . == "AmazonECSManaged" | not)
      )]
    }' <<<"$3")
  [[ $difference != '{"set":{},"remove":[]}' ]] || return 0
  id=$(get "$3" "$4")
  set=$(tag_list "$2" "$(get "$difference" '.set | tojson')")
  remove=$(get "$difference" '.remove | tojson')
  case $2 in
    ecs)
      [[ $set == '[]' ]] || write "$1" ecs tag-resource --resource-arn "$id" --tags "$set"
      [[ $remove == '[]' ]] || write "$1" ecs untag-resource --resource-arn "$id" --tag-keys "$remove"
      ;;
    ec2)
      [[ $set == '[]' ]] || write "$1" ec2 create-tags --resources "$id" --tags "$set"
      [[ $remove == '[]' ]] || write "$1" ec2 delete-tags --resources "$id" --tags "$(get "$remove" 'map({Key: .}) | tojson')"
      ;;
    autoscaling)
      [[ $set == '[]' ]] || write "$1" autoscaling create-or-update-tags --tags "$set"
      list=$(jq --compact-output --arg name "$id" 'map({Key: ., ResourceId: $name, ResourceType: "auto-scaling-group"})' <<<"$remove")
      [[ $remove == '[]' ]] || write "$1" autoscaling delete-tags --tags "$list"
      ;;
  esac
}

apply_cluster() {
  local on=cluster/$CLUSTER
  if [[ $cluster == null ]]; then
    write "$on" ecs create-cluster --cluster-name "$CLUSTER" --settings "name=containerInsights,value=$INSIGHTS" --tags "$(tag_list ecs)"
    await cluster '. != null'
  else
    [[ $(get "$cluster" 'first(.settings[]? | select(.name == "containerInsights").value) // ""') == "$INSIGHTS" ]] ||
      write "$on" ecs update-cluster --cluster "$CLUSTER" --settings "name=containerInsights,value=$INSIGHTS"
    sync_tags "$on" ecs "$cluster" .clusterArn
  fi
  output cluster-arn "$(get "$cluster" .clusterArn)"
}

# Prints the declared data of the launch template.
template_data() {
  local image=$IMAGE architecture=
  if [[ -z $image ]]; then
    # Graviton types have a "g" right after their generation: t4g, m7gd, im4gn. a1 is the oldest.
    if [[ $INSTANCE_TYPE =~ ^(a1|[a-z]+[0-9]+g[a-z0-9-]*)\. ]]; then architecture=arm64/; fi
    image=resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture}recommended/image_id
  fi
  # Tasks have roles of their own. A hop limit of 1 keeps those in bridge mode from the instance's credentials, and the agent
  # those in awsvpc mode. For host mode there is no setting.
  IMAGE=$image jq -L "$here" --compact-output --null-input --argjson tags "$tags" 'include "inputs"; {
    ImageId: env.IMAGE,
    InstanceType: env.INSTANCE_TYPE,
    IamInstanceProfile: { Arn: env.PROFILE_ARN },
    SecurityGroupIds: (env.SECURITY_GROUPS | items | sort),
    MetadataOptions: { HttpEndpoint: "enabled", HttpTokens: "required", HttpPutResponseHopLimit: 1 },
    BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true, VolumeType: "gp3", DeleteOnTermination: true } }],
    UserData: ("#!/bin/bash\necho ECS_CLUSTER=\(env.CLUSTER) >>/etc/ecs/ecs.config\necho ECS_AWSVPC_BLOCK_IMDS=true >>/etc/ecs/ecs.config\n" | @base64),
    TagSpecifications: [{ ResourceType: "volume", Tags: ($tags | to_entries | map({ Key: .key, Value: .value }) | sort_by(.Key)) }]
  }'
}

apply_template() {
  local on=launch-template/$NAME data version
  data=$(template_data)
  if [[ $template == null ]]; then
    write "$on" ec2 create-launch-template --launch-template-name "$NAME" --launch-template-data "$data" \
      --tag-specifications "$(jq --compact-output '[{ ResourceType: "launch-template", Tags: . }]' <<<"$(tag_list ec2)")"
    await template '. != null'
    template_id=$(get "$template" .LaunchTemplateId)
  else
    template_id=$(get "$template" .LaunchTemplateId)
    # shellcheck disable=SC2016 # EC2's own name of the newest version.
    version=$(call "$on" ec2 describe-launch-template-versions --launch-template-id "$template_id" --versions '$Latest')
    # A version is never changed, so one that has all declared values and no other parameter is the declared one.
    if ! jq --exit-status --argjson declared "$data" '
      def within($actual):
        if type == "object" then . as $object | all(keys[]; . as $key | $object[$key] | within($actual[$key]?))
        elif type == "array" then . as $list | length == ($actual | length) and all(range(length); . as $i | $list[$i] | within($actual[$i]?))
        else . == $actual end;
      .LaunchTemplateVersions[0].LaunchTemplateData
      | .SecurityGroupIds |= (. // [] | sort)
      | .TagSpecifications |= [.[]? | select(.ResourceType != "launch-template") | .Tags |= sort_by(.Key)]
      | . as $actual | ($declared | within($actual)) and ($actual | keys) == ($declared | keys)' <<<"$version" >/dev/null; then
      write "$on" ec2 create-launch-template-version --launch-template-id "$template_id" --launch-template-data "$data"
    fi
    sync_tags "$on" ec2 "$template" .LaunchTemplateId
  fi
  output launch-template-id "$template_id"
}

apply_group() {
  local on=auto-scaling-group/$NAME subnets declared settings
  subnets=$(jq -L "$here" --null-input --raw-output 'include "inputs"; env.SUBNETS | items | sort | join(",")')
  if holds "$group" '.Status?'; then await group '. == null'; fi
  settings=(--auto-scaling-group-name "$NAME" --min-size "$MIN_SIZE" --max-size "$MAX_SIZE" --vpc-zone-identifier "$subnets"
    --launch-template "LaunchTemplateId=$template_id,Version=\$Latest" --new-instances-protected-from-scale-in)
  if [[ $group == null ]]; then
    write "$on" autoscaling create-auto-scaling-group "${settings[@]}" --tags "$(tag_list autoscaling)"
    await group '. != null'
  else
    declared="$template_id \$Latest $((10#$MIN_SIZE)) $((10#$MAX_SIZE)) $subnets true"
    [[ $(get "$group" '"\(.LaunchTemplate.LaunchTemplateId) \(.LaunchTemplate.Version) \(.MinSize) \(.MaxSize) \(
      .VPCZoneIdentifier | split(",") | sort | join(",")) \(.NewInstancesProtectedFromScaleIn)"') == "$declared" ]] ||
      write "$on" autoscaling update-auto-scaling-group "${settings[@]}"
    sync_tags "$on" autoscaling "$group" .AutoScalingGroupName
  fi
  output auto-scaling-group-name "$NAME"
}

apply_provider() {
  local on=capacity-provider/$NAME arn scaling declared
  arn=$(get "$group" .AutoScalingGroupARN)
  declared="{\"managedScaling\":{\"status\":\"ENABLED\",\"targetCapacity\":$TARGET_CAPACITY},\"managedTerminationProtection\":\"ENABLED\",\"managedDraining\":\"ENABLED\"}"
  # ECS never gives a provider another group, so the provider of a group that was deleted is replaced.
  if [[ $provider != null ]] &&
    ! holds "$provider" ".updateStatus != \"DELETE_IN_PROGRESS\" and .autoScalingGroupProvider.autoScalingGroupArn == \"$arn\""; then
    delete_provider
  fi
  if [[ $provider == null ]]; then
    write "$on" ecs create-capacity-provider --name "$NAME" --tags "$(tag_list ecs)" \
      --auto-scaling-group-provider "$(jq --compact-output --arg arn "$arn" '. + {autoScalingGroupArn: $arn}' <<<"$declared")"
  else
    scaling=$(jq --compact-output '.autoScalingGroupProvider | {
      managedScaling: {status: .managedScaling.status, targetCapacity: .managedScaling.targetCapacity},
      managedTerminationProtection, managedDraining}' <<<"$provider")
    [[ $scaling == "$declared" ]] ||
      write "$on" ecs update-capacity-provider --name "$NAME" --auto-scaling-group-provider "$declared"
    sync_tags "$on" ecs "$provider" .capacityProviderArn
  fi
}

# Providers that other tools attached stay attached. The default strategy is the declared one alone.
apply_association() { # provider
  local needed="[\"FARGATE\", \"FARGATE_SPOT\", \"$1\"] - (.capacityProviders // [])"
  local strategy='[.defaultCapacityProviderStrategy[]? | .capacityProvider, .weight, .base // 0]'
  if ! holds "$cluster" "$needed == [] and $strategy == [\"$1\", 1, 0]"; then
    put_providers "$(get "$cluster" "(.capacityProviders // []) + ($needed | unique) | tojson")" \
      "[{\"capacityProvider\":\"$1\",\"weight\":1,\"base\":0}]"
  fi
  output capacity-provider-name "$1"
}

apply_cluster
if [[ $CAPACITY == ec2 ]]; then
  apply_template
  apply_group
  apply_provider
  apply_association "$NAME"
else
  output launch-template-id ''
  output auto-scaling-group-name ''
  apply_association FARGATE
fi
