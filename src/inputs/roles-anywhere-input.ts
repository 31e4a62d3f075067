/** The input for the Roles Anywhere profile: a row of the table in table.ts. */
import type { InputSpec } from './input-spec.ts';
import { document, MAX_TAGS, policyReference, policyReferenceConstraint, tags } from './schemas.ts';

export const ROLES_ANYWHERE_INPUT = {
  'roles-anywhere-profile': {
    kind: 'map',
    schema: {
      type: 'object',
      properties: {
        name: {
          type: 'string',
          pattern: '^[ A-Za-z0-9_-]{1,255}$',
          description: '1 to 255 characters of A-Z a-z 0-9 space _ -',
        },
        enabled: { type: 'boolean', description: 'true or false' },
        'duration-seconds': {
          type: 'integer',
          minimum: 900,
          maximum: 43_200,
          description: 'a whole number of seconds from 900 to 43200',
        },
        'managed-policy-arns': {
          type: 'array',
          items: policyReference,
          maxItems: 50,
          description: `a list of at most 50, each ${policyReferenceConstraint}`,
        },
        'session-policy': document,
        'require-instance-properties': { type: 'boolean', description: 'true or false' },
        'role-arns': {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,575}$',
            description: 'the ARN of a role',
          },
          maxItems: 249,
          description: 'a list of at most 249 ARNs of roles',
        },
        'accept-role-session-name': { type: 'boolean', description: 'true or false' },
        tags: { ...tags, description: `a map of at most ${MAX_TAGS} tags` },
      },
      additionalProperties: false,
    },
    constraint:
      'a map of name, enabled, duration-seconds, managed-policy-arns, session-policy, require-instance-properties, accept-role-session-name, role-arns and tags',
    description: 'profile of IAM Roles Anywhere for nodes outside AWS: a map',
    group: 'Profiles',
    keyFields: ['name'],
    declaresEntries: {
      name: 'rolesAnywhereProfile.name',
      enabled: 'rolesAnywhereProfile.enabled',
      'duration-seconds': 'rolesAnywhereProfile.durationSeconds',
      'managed-policy-arns': 'rolesAnywhereProfile.managedPolicies',
      'session-policy': 'rolesAnywhereProfile.sessionPolicy',
      'require-instance-properties': 'rolesAnywhereProfile.requireInstanceProperties',
      'accept-role-session-name': 'rolesAnywhereProfile.acceptRoleSessionName',
      'role-arns': 'rolesAnywhereProfile.roleArns',
      tags: 'rolesAnywhereProfile.tags',
    },
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
