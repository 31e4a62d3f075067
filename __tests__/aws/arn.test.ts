import {
  isReservedPath,
  partitionOf,
  policyArnCandidates,
  nameInArn,
  resourceOfArn,
} from '../../src/aws/arn.ts';

test.each([
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['eu-central-1', 'aws', 'amazonaws.com'],
  ['ap-new-9', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
])('region %s is in %s', (region, name, dnsSuffix) => {
  expect(partitionOf(region)).toMatchObject({ name, dnsSuffix });
});

describe('a managed policy', () => {
  test('resolves by its ARN in any partition', () => {
    const arn = 'arn:aws:iam::111111111111:policy/p';
    expect(policyArnCandidates(arn, 'aws-cn')).toEqual([arn]);
  });

  test('is looked up by its bare name under the paths of AWS, the plain one first', () => {
    expect(policyArnCandidates('X', 'aws-us-gov')).toEqual([
      'arn:aws-us-gov:iam::aws:policy/X',
      'arn:aws-us-gov:iam::aws:policy/service-role/X',
      'arn:aws-us-gov:iam::aws:policy/job-function/X',
    ]);
  });

  test.each(['service-role/X', '/service-role/X'])(
    'resolves by its path and name to one policy: %s',
    (name) => {
      expect(policyArnCandidates(name, 'aws')).toEqual(['arn:aws:iam::aws:policy/service-role/X']);
    },
  );
});

test.each([
  ['arn:aws:iam::123456789012:role/path/name', 'role/path/name'],
  ['arn:aws:logs:r:1:log-group:g:*', 'log-group:g:*'],
  ['AROAABCDEFGHIJKLMNOPQ', 'AROAABCDEFGHIJKLMNOPQ'],
  ['123456789012', '123456789012'],
])('the resource of %s is %s', (arn, resource) => {
  expect(resourceOfArn(arn)).toBe(resource);
});

test.each([
  ['arn:aws:iam::aws:policy/service-role/X', 'X'],
  ['arn:aws:iam::aws:policy/X', 'X'],
])('the name of %s is %s', (arn, name) => {
  expect(nameInArn(arn)).toBe(name);
});

test.each([
  ['/aws-service-role/ecs.amazonaws.com/', true],
  ['/aws-reserved/sso.amazonaws.com/', true],
  ['/', false],
  ['/team/aws-reserved/', false],
  ['/aws-service-roles/', false],
])('%s is reserved: %s', (path, reserved) => {
  expect(isReservedPath(path)).toBe(reserved);
});
