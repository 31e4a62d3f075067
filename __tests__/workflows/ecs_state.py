"""Prints everything that a cluster's bootstrap leaves in an account, read by boto3 without our scripts."""
import json

import boto3

ecs, ec2, autoscaling, iam = (boto3.client(name) for name in ("ecs", "ec2", "autoscaling", "iam"))


def tags(resource):
    """Tags as a map, in any spelling."""
    listed = resource.get("tags", resource.get("Tags", []))
    return {tag.get("key", tag.get("Key")): tag.get("value", tag.get("Value")) for tag in listed}


clusters = [
    cluster
    for cluster in ecs.describe_clusters(clusters=ecs.list_clusters()["clusterArns"] or ["none"], include=["TAGS", "SETTINGS"])["clusters"]
    if cluster["status"] == "ACTIVE"
]
groups = autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
names = {name for cluster in clusters for name in cluster.get("capacityProviders", []) if not name.startswith("FARGATE")}
names |= {group["AutoScalingGroupName"] for group in groups} | {"ec2-demo"}
providers = ecs.describe_capacity_providers(capacityProviders=sorted(names), include=["TAGS"])["capacityProviders"]
templates = ec2.describe_launch_templates()["LaunchTemplates"]
versions = {
    template["LaunchTemplateId"]: ec2.describe_launch_template_versions(LaunchTemplateId=template["LaunchTemplateId"])["LaunchTemplateVersions"]
    for template in templates
}
# moto's DescribeLaunchTemplates shows the tags of the creation only.
template_tags = {
    template["LaunchTemplateId"]: {
        tag["Key"]: tag["Value"]
        for tag in ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [template["LaunchTemplateId"]]}])["Tags"]
    }
    for template in templates
}
roles = [role for role in iam.list_roles()["Roles"] if not role["Path"].startswith("/aws-service-role/")]
state = {
    "network": {
        "subnets": [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]],
        "groups": [group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]],
    },
    "clusters": [{**cluster, "tags": tags(cluster)} for cluster in clusters],
    "providers": [{**provider, "tags": tags(provider)} for provider in providers],
    "groups": [{**group, "tags": tags(group)} for group in groups],
    "templates": [
        {**template, "tags": template_tags[template["LaunchTemplateId"]], "versions": [version["LaunchTemplateData"] for version in versions[template["LaunchTemplateId"]]]}
        for template in templates
    ],
    "roles": {
        role["RoleName"]: {
            "arn": role["Arn"],
            "boundary": iam.get_role(RoleName=role["RoleName"])["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "inline": iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"],
            "attached": [policy["PolicyName"] for policy in iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]],
            "trust": role["AssumeRolePolicyDocument"],
            "tags": tags(iam.list_role_tags(RoleName=role["RoleName"])),
        }
        for role in roles
    },
    "profiles": {
        profile["InstanceProfileName"]: {"arn": profile["Arn"], "roles": [role["RoleName"] for role in profile["Roles"]]}
        for profile in iam.list_instance_profiles()["InstanceProfiles"]
    },
}
print(json.dumps(state, default=str))
