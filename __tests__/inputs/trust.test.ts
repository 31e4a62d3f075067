import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import { isOfServices, servicePrincipal, trustOfServices } from '../../src/inputs/trust.ts';

test.each([
  ['ec2', 'ec2.amazonaws.com'],
  ['pods.eks', 'pods.eks.amazonaws.com'],
  ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
  ['ec2.amazonaws.com.cn', 'ec2.amazonaws.com.cn'],
  ['ec2.amazonaws.eu', 'ec2.amazonaws.eu'],
  ['ec2.c2s.ic.gov', 'ec2.c2s.ic.gov'],
  ['states.eu-west-1', 'states.eu-west-1.amazonaws.com'],
  ['logs.cn-north-1.amazonaws.com.cn', 'logs.cn-north-1.amazonaws.com.cn'],
  ['x.amazonaws.com.evil', 'x.amazonaws.com.evil.amazonaws.com'],
])('%s is %s', (service, host) => {
  expect(servicePrincipal(service)).toBe(host);
});

describe('the trust of', () => {
  const allow = (Service: string | string[], Action: string | string[]): object => ({
    Effect: 'Allow',
    Principal: { Service },
    Action,
  });
  test.each([
    ['one service', ['ec2'], [allow('ec2.amazonaws.com', 'sts:AssumeRole')]],
    [
      'two services',
      ['ec2', 'ecs-tasks'],
      [allow(['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'], 'sts:AssumeRole')],
    ],
    ['a service named twice', ['ec2', 'ec2.amazonaws.com'], [allow('ec2.amazonaws.com', 'sts:AssumeRole')]],
    [
      'services that need more',
      ['ec2', 'pods.eks', 'rolesanywhere'],
      [
        allow('ec2.amazonaws.com', 'sts:AssumeRole'),
        allow('pods.eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']),
        allow('rolesanywhere.amazonaws.com', ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']),
      ],
    ],
  ])('%s', (_, services, Statement) => {
    expect(trustOfServices(services)).toEqual({ Version: '2012-10-17', Statement });
  });
});

test.each<[boolean, string, PolicyDocument]>([
  [true, 'services', trustOfServices(['ec2', 'rolesanywhere'])],
  [false, 'a service with a condition', withStatement({ Condition: { Bool: { 'aws:x': 'true' } } })],
  [false, 'a service with a misspelt action', withStatement({ Action: 'sts:AssumeRol' })],
  [false, 'an account', withStatement({ Principal: { AWS: '111122223333' } })],
  [false, 'anyone', withStatement({ Principal: '*' })],
  [false, 'an identity policy', { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }],
])('trust-services may have made it (%s): %s', (expected, _, document) => {
  expect(isOfServices(document)).toBe(expected);
});

function withStatement(change: PolicyDocument): PolicyDocument {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  return { Version: '2012-10-17', Statement: [{ ...statement, ...change }] };
}
