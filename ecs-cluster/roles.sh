#!/usr/bin/env bash
# Writes the manifest of a cluster's roles, and checks their names and that nothing of another owner or cluster has the names.
# The reusable workflow passes its inputs as environment variables and gives the manifest to the Action.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The instances' profile does not exist yet, and its name follows from inputs that are checked here.
export PROFILE_ARN=arn:aws:iam::000000000000:instance-profile/later
# shellcheck source=ecs-cluster/inputs.sh
source "$here/inputs.sh"

must_match role-to-assume "$ROLE_TO_ASSUME" 'arn:[a-z-]+:iam::[0-9]{12}:role/[!-~]+' 'the ARN of a role'
# An empty value is an expression without one. It must not create roles without the boundary that the caller means.
[[ $MODE != apply ]] ||
  must_match permissions-boundary "$BOUNDARY" '[!-~]+' 'an ARN, the name of an AWS managed policy, none or unchanged'
IFS=: read -r _ PARTITION _ _ ACCOUNT _ <<<"$ROLE_TO_ASSUME"
export PARTITION ACCOUNT

# IAM allows 64 characters. The longest suffix decides how many are left for the prefix.
PREFIX=${PREFIX:-$CLUSTER}
if [[ $INFRASTRUCTURE == true ]]; then longest=-infrastructure; else longest=-execution; fi
export PREFIX
((${#PREFIX} + ${#longest} <= 64)) ||
  problem "name-prefix is too long: the role name $PREFIX$longest has $((${#PREFIX} + ${#longest})) characters, and IAM allows 64. Set name-prefix to at most $((64 - ${#longest})) characters."
report_problems

# Tasks of this account alone may assume the task roles. Roles have no region, so clusters of two regions may share them:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
jq -L "$here" --null-input 'include "inputs";
  def trust_tasks: {
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": env.ACCOUNT },
        ArnLike: { "aws:SourceArn": "arn:\(env.PARTITION):ecs:*:\(env.ACCOUNT):*" }
      }
    }]
  };
  def inline($text): if ($text | test("\\S")) then { "inline-policies": $text } else {} end;
  def role($suffix): { "role-name": "\(env.PREFIX)-\($suffix)" };
  {
    defaults: {
      "role-path": env.ROLE_PATH,
      "instance-profile": false,
      "permissions-boundary": env.BOUNDARY,
      tags: (if env.MODE == "apply" then all_tags(env.TAGS; env.CLUSTER) else {} end)
    },
    roles: [
      (select(env.CAPACITY == "ec2" or env.INSTANCE == "true") | role("instance") + {
        "trust-services": ["ec2"], "instance-profile": true, "policy-arns": (env.INSTANCE_POLICIES | items)
      }),
      (role("execution") + { "trust-policy": trust_tasks, "policy-arns": (env.EXECUTION_POLICIES | items) }
        + inline(env.EXECUTION_INLINE)),
      (role("task") + { "trust-policy": trust_tasks, "policy-arns": (env.TASK_POLICIES | items) }
        + inline(env.TASK_INLINE)),
      (select(env.INFRASTRUCTURE == "true") | role("infrastructure") + {
        "trust-services": ["ecs"], "policy-arns": (env.INFRASTRUCTURE_POLICIES | items)
      })
    ]
  }' >"$GITHUB_WORKSPACE/ecs-roles.json" 2>"$errors" ||
  fail "The roles cannot be declared: $(sed 's/^jq: error ([^)]*): //' "$errors" | tr -d '\n'). Correct that input."

# What is refused later is refused now, before the Action writes a role.
# shellcheck source=ecs-cluster/reads.sh
source "$here/reads.sh"
for name in $(jq --raw-output '.roles[]["role-name"]' "$GITHUB_WORKSPACE/ecs-roles.json"); do
  role=$(call "role/$name" iam get-role --role-name "$name" --query Role)
  check "role/$name" "$role"
done
report_problems
