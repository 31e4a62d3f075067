import fc from 'fast-check';
import {
  broadens,
  deniesLess,
  matches,
  phaseDocuments,
  policyChange,
  sameVariableSemantics,
} from '../../src/aws/broadening.ts';
import { intersectTrust, withoutPrincipal } from '../../src/aws/trust-policy.ts';
import {
  encodeDocument,
  sameDocument,
  type Json,
  type PolicyDocument,
} from '../../src/aws/policy-document.ts';
import { policies, respelled, trusts } from '../harness/documents.ts';

type Fields = Record<string, Json>;
const allowsAnything = (document: PolicyDocument): boolean => broadens(undefined, document);
const doc = (...statements: Fields[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements });
const allow = (fields: Fields): Fields => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...fields,
});
const deny = (fields: Fields): Fields => ({ ...allow(fields), Effect: 'Deny' });
const trust = (Principal: Json, more: Fields = {}): PolicyDocument =>
  doc({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
const when = (Condition: Json): PolicyDocument => doc(allow({ Condition }));
const old = (document: PolicyDocument): PolicyDocument => ({ ...document, Version: '2008-10-17' });

describe('broadens', () => {
  const wider: [string, PolicyDocument | undefined, PolicyDocument | undefined][] = [
    ['a first Allow', undefined, doc(allow({}))],
    ['a new Allow beside another', doc(allow({})), doc(allow({}), allow({ Action: 's3:PutObject' }))],
    ['one action more', doc(allow({})), doc(allow({ Action: ['s3:GetObject', 's3:PutObject'] }))],
    ['an action with a wildcard', doc(allow({})), doc(allow({ Action: 's3:Get*' }))],
    ['a wider wildcard', doc(allow({ Action: 's3:Get*' })), doc(allow({ Action: 's3:*' }))],
    ['every action', doc(allow({ Action: 's3:*' })), doc(allow({ Action: '*' }))],
    [
      'a star in place of a question mark',
      doc(allow({ Action: 's3:Get?' })),
      doc(allow({ Action: 's3:Get*' })),
    ],
    ['a star behind a question mark', doc(allow({ Action: 's3:Get?' })), doc(allow({ Action: 's3:Get?*' }))],
    [
      'a star alone, where one character was asked for',
      doc(allow({ Action: 's3:G?*' })),
      doc(allow({ Action: 's3:G*' })),
    ],
    ['a wildcard in the middle', doc(allow({ Action: 's3:Get*Acl' })), doc(allow({ Action: 's3:Get*' }))],
    [
      'a dot is a dot',
      doc(allow({ Resource: 'arn:aws:s3:::a.b/*' })),
      doc(allow({ Resource: 'arn:aws:s3:::axb/c' })),
    ],
    [
      'one resource more',
      doc(allow({ Resource: 'arn:aws:s3:::a' })),
      doc(allow({ Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::b'] })),
    ],
    ['every resource', doc(allow({ Resource: 'arn:aws:s3:::a' })), doc(allow({ Resource: '*' }))],
    [
      'a resource beyond the colon that a star in the middle stops at',
      doc(allow({ Resource: 'arn:aws:ec2:*:instance/i' })),
      doc(allow({ Resource: 'arn:aws:ec2:x:y:instance/i' })),
    ],
    [
      'a variable where its name alone fitted',
      doc(allow({ Resource: 'arn:aws:s3:::b/*username}' })),
      doc(allow({ Resource: 'arn:aws:s3:::b/${aws:username}' })),
    ],
    [
      'a variable where as many characters were asked for as its name has',
      doc(allow({ Resource: `a${'?'.repeat('${aws:userid}'.length)}` })),
      doc(allow({ Resource: 'a${aws:userid}' })),
    ],
    [
      'a variable in place of a plain asterisk',
      doc(allow({ Resource: 'a${*}b' })),
      doc(allow({ Resource: 'a${aws:userid}b' })),
    ],
    [
      'text that becomes a variable with the version',
      old(doc(allow({ Resource: 'a/${aws:username}' }))),
      doc(allow({ Resource: 'a/${aws:username}' })),
    ],
    [
      'a variable in a Deny that becomes text with the version',
      doc(deny({ Resource: 'a/${aws:username}' })),
      old(doc(deny({ Resource: 'a/${aws:username}' }))),
    ],
    ['NotAction for Action', doc(allow({ Action: 's3:*' })), doc(allow({ Action: null, NotAction: 's3:*' }))],
    [
      'NotAction that excludes less',
      doc(allow({ Action: null, NotAction: ['iam:*', 's3:*'] })),
      doc(allow({ Action: null, NotAction: 'iam:*' })),
    ],
    [
      'NotAction that excludes less of one service',
      doc(allow({ Action: null, NotAction: 'iam:*' })),
      doc(allow({ Action: null, NotAction: 'iam:Get*' })),
    ],
    [
      'NotResource for Resource',
      doc(allow({ Resource: 'x' })),
      doc(allow({ Resource: null, NotResource: 'x' })),
    ],
    [
      'NotResource that excludes less',
      doc(allow({ Resource: null, NotResource: ['x', 'y'] })),
      doc(allow({ Resource: null, NotResource: 'x' })),
    ],
    ['a removed condition', when({ Bool: { k: true } }), when({})],
    [
      'one of two conditions removed',
      when({ Bool: { k: true }, StringEquals: { l: 'a' } }),
      when({ Bool: { k: true } }),
    ],
    ['one more value', when({ StringEquals: { k: 'a' } }), when({ StringEquals: { k: ['a', 'b'] } })],
    ['another value', when({ StringEquals: { k: 'a' } }), when({ StringEquals: { k: 'b' } })],
    [
      'no value, which may mean anything',
      when({ StringEquals: { k: 'a' } }),
      when({ StringEquals: { k: [] } }),
    ],
    ['…IfExists', when({ StringEquals: { k: 'a' } }), when({ StringEqualsIfExists: { k: 'a' } })],
    [
      'fewer values of a negated operator',
      when({ StringNotEquals: { k: ['a', 'b'] } }),
      when({ StringNotEquals: { k: 'a' } }),
    ],
    [
      'fewer values of NotIpAddress',
      when({ NotIpAddress: { k: ['a', 'b'] } }),
      when({ NotIpAddress: { k: 'a' } }),
    ],
    ['StringLike for StringEquals', when({ StringEquals: { k: 'a*' } }), when({ StringLike: { k: 'a*' } })],
    [
      'ForAllValues for ForAnyValue',
      when({ 'ForAnyValue:StringEquals': { k: 'a' } }),
      when({ 'ForAllValues:StringEquals': { k: 'a' } }),
    ],
    ['Null the other way round', when({ Null: { k: 'false' } }), when({ Null: { k: 'true' } })],
    ['Bool the other way round', when({ Bool: { k: 'true' } }), when({ Bool: { k: 'false' } })],
    [
      'a later date',
      when({ DateLessThan: { k: '2026-01-01' } }),
      when({ DateLessThan: { k: '2027-01-01' } }),
    ],
    [
      'one of two removed tests whose keys differ by case',
      when({ StringEquals: { 'aws:a': '1', 'AWS:A': '2' } }),
      when({ StringEquals: { 'AWS:A': '2' } }),
    ],
    ['a removed Deny', doc(allow({}), deny({ Action: 's3:Put*' })), doc(allow({}))],
    ['a removed document with nothing but a Deny', doc(deny({})), undefined],
    ['a Deny of less', doc(deny({ Action: 's3:*' })), doc(deny({ Action: 's3:Get*' }))],
    ['a Deny under a new condition', doc(deny({})), doc(deny({ Condition: { Bool: { k: true } } }))],
    [
      'a Deny with one more exception',
      doc(deny({ Action: null, NotAction: 's3:*' })),
      doc(deny({ Action: null, NotAction: ['s3:*', 'iam:*'] })),
    ],
    ['a Deny that becomes an Allow', doc(deny({})), doc(allow({}))],
    ['another principal', trust({ AWS: '111111111111' }), trust({ AWS: '222222222222' })],
    ['one more principal', trust({ AWS: '111111111111' }), trust({ AWS: ['111111111111', '222222222222'] })],
    ['anyone', trust({ AWS: '111111111111' }), trust('*')],
    ['anyone, in a list', trust({ AWS: '111111111111' }), trust({ AWS: ['111111111111', '*'] })],
    ['every service', trust({ Service: 'ec2.amazonaws.com' }), trust({ Service: '*' })],
    [
      'a wildcard in a principal, which is none',
      trust({ AWS: 'arn:aws:iam::111111111111:role/*' }),
      trust({ AWS: 'arn:aws:iam::111111111111:role/x' }),
    ],
    [
      'a service as well as the account',
      trust({ AWS: '111111111111' }),
      trust({ AWS: '111111111111', Service: 'ec2.amazonaws.com' }),
    ],
    ['the same name as another kind of principal', trust({ Service: 'x' }), trust({ Federated: 'x' })],
    [
      'NotPrincipal for Principal',
      trust({ AWS: '111111111111' }),
      doc({ Effect: 'Allow', NotPrincipal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' }),
    ],
    [
      'a further action for the same principal',
      trust({ AWS: '111111111111' }),
      trust({ AWS: '111111111111' }, { Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    ],
    [
      'a queue that question marks for its colons and account do not cover',
      doc(allow({ Resource: 'arn:aws:sqs:eu-central-1:?????????????q' })),
      doc(allow({ Resource: 'arn:aws:sqs:eu-central-1:123456789012:q' })),
    ],
    [
      'in doubt: a statement whose resources two together cover',
      doc(allow({ Resource: 'a' }), allow({ Resource: 'b' })),
      doc(allow({ Resource: ['a', 'b'] })),
    ],
    [
      'in doubt: a field that was not there',
      doc({ Effect: 'Allow', Action: 'a:b' }),
      doc({ Effect: 'Allow', Action: 'a:b', Resource: 'x' }),
    ],
    [
      'in doubt: fewer values of ForAllValues',
      when({ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }),
      when({ 'ForAllValues:StringEquals': { k: 'a' } }),
    ],
    [
      'a variable without a colon where its name alone fitted',
      doc(allow({ Resource: 'b/*name}' })),
      doc(allow({ Resource: 'b/${username}' })),
    ],
    ['a variable that is left open', doc(allow({ Resource: 'a?{x' })), doc(allow({ Resource: 'a${x' }))],
    ['a variable before text', doc(allow({ Resource: 'ab*' })), doc(allow({ Resource: 'a${x}b' }))],
    [
      'a resource that may have been ignored with a variable without a value',
      doc(allow({ Resource: ['a/${aws:username}', 'b'] })),
      doc(allow({ Resource: 'b' })),
    ],
    [
      'a value that may have been ignored with a variable without a value',
      when({ StringEquals: { k: ['${aws:username}', 'b'] } }),
      when({ StringEquals: { k: 'b' } }),
    ],
    [
      'other excluded resources than a variable without a value',
      doc(allow({ Resource: null, NotResource: 'a/${aws:username}' })),
      doc(allow({ Resource: null, NotResource: 'a/*' })),
    ],
    [
      'a Deny that may be ignored for its new variable without a value',
      doc(deny({ Resource: 'b' })),
      doc(deny({ Resource: ['b', 'a/${aws:username}'] })),
    ],
    ['a removed Deny with a variable', doc(deny({ Resource: 'a/${aws:username}' })), undefined],
    ['an effect that is unknown', undefined, doc(allow({ Effect: 'Permit' }))],
  ];
  test.each(wider)('%s', (_, before, after) => {
    expect(broadens(before, after)).toBe(true);
  });
});

describe('does not broaden', () => {
  const narrower: [string, PolicyDocument | undefined, PolicyDocument | undefined][] = [
    ['nothing at all', undefined, undefined],
    [
      'an action in another case',
      doc(allow({ Action: 's3:get*' })),
      doc(allow({ Action: ['S3:GetObject', 's3:getobject'] })),
    ],
    [
      'excluded actions in another case',
      doc(allow({ Action: null, NotAction: ['s3:GetObject', 'iam:*'] })),
      doc(allow({ Action: null, NotAction: ['S3:getobject', 'IAM:*'] })),
    ],
    ['a first Deny', undefined, doc(deny({}))],
    ['an Allow that is gone', doc(allow({})), undefined],
    ['one action less', doc(allow({ Action: ['s3:GetObject', 's3:PutObject'] })), doc(allow({}))],
    ['an action that a wildcard covered', doc(allow({ Action: 's3:Get*' })), doc(allow({}))],
    [
      'a wildcard that a wider one covered',
      doc(allow({ Action: 's3:*' })),
      doc(allow({ Action: 's3:Get*' })),
    ],
    ['an action that question marks covered', doc(allow({ Action: 's3:GetObjec?' })), doc(allow({}))],
    ['a longer pattern', doc(allow({ Action: 's3:G*' })), doc(allow({ Action: 's3:G?*' }))],
    [
      'a wildcard in the middle',
      doc(allow({ Action: 's3:Get*Acl' })),
      doc(allow({ Action: 's3:GetObjectAcl' })),
    ],
    [
      'a resource under a prefix',
      doc(allow({ Resource: 'arn:aws:s3:::a/*' })),
      doc(allow({ Resource: 'arn:aws:s3:::a/b/c:d' })),
    ],
    [
      'a resource of one region',
      doc(allow({ Resource: 'arn:aws:ec2:*:1:x/i' })),
      doc(allow({ Resource: 'arn:aws:ec2:r:1:x/i' })),
    ],
    [
      'a variable under a prefix',
      doc(allow({ Resource: 'a/*' })),
      doc(allow({ Resource: 'a/${aws:username}/x' })),
    ],
    [
      'the same variable',
      doc(allow({ Resource: 'a/${aws:username}*' })),
      doc(allow({ Resource: 'a/${aws:username}*', Action: 's3:GetObject' })),
    ],
    [
      'text next to a variable that always has a value',
      doc(allow({ Resource: ["a/${aws:username, 'x'}", 'b/${*}', 'c'] })),
      doc(allow({ Resource: 'c' })),
    ],
    ['letters beyond the first plane', doc(allow({ Resource: 'a/😀*' })), doc(allow({ Resource: 'a/😀😀' }))],
    ['one letter beyond the first plane', doc(allow({ Resource: 'a/?' })), doc(allow({ Resource: 'a/😀' }))],
    [
      'a resource whose name has the word of a principal',
      doc(allow({ Resource: 'x/AWS:*' })),
      doc(allow({ Resource: 'x/AWS:y' })),
    ],
    [
      'anything where everything was allowed',
      doc(allow({ Resource: '*' })),
      doc(allow({ Resource: 'a\nb' })),
    ],
    [
      'characters with a meaning in regular expressions',
      doc(allow({ Resource: 'a(b)[c]{d}^$.|+/\\*' })),
      doc(allow({ Resource: 'a(b)[c]{d}^$.|+/\\x' })),
    ],
    ['another version without variables', old(doc(allow({}))), doc(allow({}))],
    [
      'NotAction that excludes more',
      doc(allow({ Action: null, NotAction: 'iam:Get*' })),
      doc(allow({ Action: null, NotAction: ['iam:*', 's3:*'] })),
    ],
    ['a condition', when({}), when({ Bool: { k: true } })],
    [
      'a second condition',
      when({ Bool: { k: true } }),
      when({ Bool: { k: true }, StringEquals: { l: 'a' } }),
    ],
    ['the case of a condition key', when({ Bool: { 'aws:K': true } }), when({ Bool: { 'AWS:k': 'true' } })],
    ['one value less', when({ StringLike: { k: ['a', 'b'] } }), when({ StringLike: { k: 'a' } })],
    ['one ARN less', when({ ArnEquals: { k: ['a', 'b'] } }), when({ ArnEquals: { k: 'a' } })],
    ['one Deny more', doc(allow({})), doc(allow({}), deny({ Action: 's3:Put*' }))],
    ['a Deny of more', doc(deny({ Action: 's3:Get*' })), doc(deny({ Action: 's3:*' }))],
    ['a Deny without its condition', doc(deny({ Condition: { Bool: { k: true } } })), doc(deny({}))],
    ['an Allow that becomes a Deny', doc(allow({})), doc(deny({}))],
    ['a Deny whose effect is written in capitals', doc(deny({})), doc(deny({ Effect: 'DENY' }))],
    ['anyone to one account', trust('*'), trust({ AWS: '111111111111' })],
    [
      'one principal less',
      trust({ AWS: ['111111111111', '222222222222'] }),
      trust({ AWS: 'arn:aws:iam::111111111111:root' }),
    ],
    [
      'statements cut up by principal',
      trust({ AWS: ['111111111111', '222222222222'] }),
      doc(
        { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' },
      ),
    ],
    [
      'statements put together by action',
      doc(allow({}), allow({ Action: 's3:PutObject' })),
      doc(allow({ Action: ['s3:PutObject', 's3:GetObject'] })),
    ],
    ['another Sid', doc(allow({ Sid: 'a' })), doc(allow({ Sid: 'b' }))],
  ];
  test.each(narrower)('%s', (_, before, after) => {
    expect(broadens(before, after)).toBe(false);
  });

  test('documents of IAM’s full size, and a pattern of many asterisks, are compared without backtracking', () => {
    const many = (prefix: string): PolicyDocument =>
      doc(allow({ Action: Array.from({ length: 1200 }, (_, index) => `${prefix}${index}`) }));
    expect(broadens(many('s3:*a'), many('s3:*b'))).toBe(true);
    expect(broadens(many('s3:a'), many('s3:b'))).toBe(true);
    const pattern = doc(allow({ Resource: `${'a*'.repeat(200)}b:c` }));
    expect(broadens(pattern, doc(allow({ Resource: 'a'.repeat(4000) })))).toBe(true);
    expect(broadens(pattern, doc(allow({ Resource: `${'a'.repeat(4000)}b:c` })))).toBe(false);
  });

  test('a document against itself', () => {
    fc.assert(
      fc.property(fc.oneof(trusts, policies), (document) => {
        expect(broadens(document, structuredClone(document))).toBe(false);
      }),
    );
  });

  test('a document in other words', () => {
    const pairs = fc.oneof(trusts, policies).chain((d) => fc.tuple(fc.constant(d), respelled(d)));
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(broadens(a, b)).toBe(false);
      }),
    );
  });

  test('removing Allow statements, adding Deny statements', () => {
    fc.assert(
      fc.property(policies, policies, fc.nat(3), (a, b, cut) => {
        const list = a['Statement'] as Fields[];
        const denials = (b['Statement'] as Fields[]).map((each) => ({ ...each, Effect: 'Deny' }));
        const less = list.filter((each, index) => each['Effect'] === 'Deny' || index !== cut);
        expect(broadens(a, { ...a, Statement: [...denials, ...less] })).toBe(false);
      }),
    );
  });
});

test.each<[string, string, boolean]>([
  ['s3:Get', 's3:Get*', true],
  ['s3:Get', 's3:Get**', true],
  ['s3:Get', 's3:Get?', false],
  ['s3:Get', 's3:*Get?', false],
  ['s3:Get', 's3:*Gets', false],
  ['s3:GetObject', 's3:Get*', true],
  ['', '*', true],
])('the action %j under the pattern %j', (value, pattern, expected) => {
  expect(matches(value, pattern)).toBe(expected);
});

describe('a document broadens an empty one', () => {
  test('exactly when it has an Allow', () => {
    fc.assert(
      fc.property(fc.oneof(trusts, policies), (document) => {
        const has = (document['Statement'] as Fields[]).some((each) => each['Effect'] === 'Allow');
        expect(broadens(undefined, document)).toBe(has);
      }),
    );
  });
});

/** Compares the requests that documents allow instead of their words. */
describe('against a judge that evaluates requests', () => {
  const names = ['a', 'ab', 'abc', 'b', 'ba'];
  const patterns = fc.constantFrom('a', 'ab', 'a*', 'a?', '*b', '*', '?', 'a?*', 'b*', 'abc', 'a**', '?b*');
  const keys = ['k', 'l'];
  const condition = fc.option(
    fc.dictionary(
      fc.constantFrom('StringEquals', 'StringNotEquals', 'StringEqualsIfExists', 'StringLike'),
      fc.dictionary(fc.constantFrom(...keys), fc.uniqueArray(patterns, { minLength: 1, maxLength: 2 }), {
        minKeys: 1,
      }),
      { minKeys: 1, maxKeys: 2 },
    ),
    { nil: undefined },
  );
  const lists = fc.uniqueArray(patterns, { minLength: 1, maxLength: 2 });
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      what: fc.constantFrom('Action', 'NotAction'),
      where: fc.constantFrom('Resource', 'NotResource'),
      actions: lists,
      resources: lists,
      condition,
    })
    .map(({ Effect, what, where, actions, resources, condition: Condition }): Fields => ({
      Effect,
      [what]: actions,
      [where]: resources,
      ...(Condition === undefined ? {} : { Condition }),
    }));
  const judged = fc.array(statement, { maxLength: 3 }).map((statements) => doc(...statements));

  type Request = Readonly<{ action: string; resource: string; context: Readonly<Record<string, string>> }>;
  const like = (value: string, pattern: string): boolean =>
    new RegExp(`^${pattern.replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(value);
  const holds = (operator: string, value: string | undefined, wanted: readonly string[]): boolean => {
    if (operator === 'StringNotEquals') return value === undefined || !wanted.includes(value);
    if (value === undefined) return operator.endsWith('IfExists');
    return wanted.some((each) => (operator === 'StringLike' ? like(value, each) : each === value));
  };
  const applies = (fields: Fields, request: Request): boolean => {
    const any = (field: string, value: string): boolean =>
      ((fields[field] ?? []) as string[]).some((pattern) => like(value, pattern));
    const action = 'Action' in fields ? any('Action', request.action) : !any('NotAction', request.action);
    const resource =
      'Resource' in fields ? any('Resource', request.resource) : !any('NotResource', request.resource);
    const tests = Object.entries((fields['Condition'] ?? {}) as Record<string, Record<string, string[]>>);
    return (
      action &&
      resource &&
      tests.every(([operator, wanted]) =>
        Object.entries(wanted).every(([key, values]) => holds(operator, request.context[key], values)),
      )
    );
  };
  const contexts = [{}, { k: 'a' }, { k: 'ab', l: 'a' }, { l: 'b' }, { k: 'b', l: 'b' }];
  const requests: Request[] = names.flatMap((action) =>
    names.flatMap((resource) => contexts.map((context) => ({ action, resource, context }))),
  );
  const by = (document: PolicyDocument, effect: string, request: Request): boolean =>
    (document['Statement'] as Fields[]).some((each) => each['Effect'] === effect && applies(each, request));

  test('a document that allows more or denies less is marked as broader', () => {
    fc.assert(
      fc.property(judged, judged, (before, after) => {
        const gains = requests.some((each) => by(after, 'Allow', each) && !by(before, 'Allow', each));
        const loses = requests.some((each) => by(before, 'Deny', each) && !by(after, 'Deny', each));
        if (gains || loses) expect(broadens(before, after)).toBe(true);
        if (loses) expect(deniesLess(before, after)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the trust that two have in common', () => {
  const narrow = (document: PolicyDocument): PolicyDocument => ({ ...document, Version: '2012-10-17' });

  test('admits no principal that either trust refuses', () => {
    fc.assert(
      fc.property(trusts.map(narrow), trusts.map(narrow), (a, b) => {
        const common = intersectTrust(a, b);
        expect(broadens(a, common)).toBe(false);
        expect(broadens(b, common)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('admits the principals that both name', () => {
    const common = intersectTrust(
      trust({ AWS: ['111111111111', '222222222222'] }),
      trust({ AWS: ['222222222222', '333333333333'] }),
    );
    expect(sameDocument(common, trust({ AWS: '222222222222' }))).toBe(true);
  });

  test('admits the principals that one names and the other covers, in either order', () => {
    const [anyone, one] = [trust('*'), trust({ AWS: '222222222222' })];
    expect(sameDocument(intersectTrust(anyone, one), one)).toBe(true);
    expect(sameDocument(intersectTrust(one, anyone), one)).toBe(true);
  });

  test('allows only actions that both allow', () => {
    const less = trust({ AWS: '222222222222' });
    const more = trust({ AWS: '222222222222' }, { Action: ['sts:AssumeRole', 'sts:TagSession'] });
    expect(sameDocument(intersectTrust(less, more), less)).toBe(true);
    expect(sameDocument(intersectTrust(more, less), less)).toBe(true);
  });

  test('keeps the denials of either', () => {
    const denial = { Effect: 'Deny', Principal: { AWS: '333333333333' }, Action: 'sts:AssumeRole' };
    const open = trust('*');
    const common = intersectTrust({ ...open, Statement: [...(open['Statement'] as Json[]), denial] }, open);
    expect(broadens(doc(denial), common) && !deniesLess(doc(denial), common)).toBe(true);
  });

  test.each([
    ['StringLike', ['1*', '222222222222'], ['111111111111', '22*'], ['111111111111', '222222222222']],
    ['StringEquals', ['1*', '222222222222'], ['111111111111', '222222222222'], ['222222222222']],
  ])('compares the values of %s as that operator does', (operator, first, second, expected) => {
    const when = (values: string[]): PolicyDocument =>
      trust(
        { Service: 'lambda.amazonaws.com' },
        { Condition: { [operator]: { 'aws:SourceAccount': values } } },
      );
    expect(sameDocument(intersectTrust(when(first), when(second)), when(expected))).toBe(true);
    expect(sameDocument(intersectTrust(when(second), when(first)), when(expected))).toBe(true);
  });

  test('keeps two conditions apart if two of their patterns overlap', () => {
    const when = (branch: string): PolicyDocument =>
      trust({ Federated: 'x' }, { Condition: { StringLike: { sub: ['repo:o/x:*', `repo:o/y:${branch}`] } } });
    const common = intersectTrust(when('release/*'), when('*/v1'));
    expect(common).toMatchObject({
      Statement: [
        {
          Condition: {
            StringLike: { sub: ['repo:o/x:*', 'repo:o/y:release/*'] },
            StringLikeIfExists: { sub: ['repo:o/x:*', 'repo:o/y:*/v1'] },
          },
        },
      ],
    });
  });

  test('keeps the tests of a key that objects have from their prototype', () => {
    const when = (key: string): PolicyDocument =>
      trust('*', { Condition: JSON.parse(`{"StringLike":{"${key}":"a"}}`) as Json });
    const common = intersectTrust(when('__proto__'), when('constructor'));
    expect(JSON.stringify(common)).toContain('{"StringLike":{"__proto__":"a","constructor":"a"}}');
  });

  test('keeps a variable, without whose value the other values do not count', () => {
    const when = (...values: string[]): PolicyDocument =>
      trust({ Service: 'lambda.amazonaws.com' }, { Condition: { StringLike: { k: values } } });
    const common = JSON.stringify(intersectTrust(when('a', 'p/${aws:username}'), when('a', 'b')));
    expect(common).toContain('aws:username');
  });

  test('ignores the case of actions', () => {
    const Service = 'ec2.amazonaws.com';
    const common = intersectTrust(
      trust({ Service }, { Action: 'sts:assumeRole' }),
      trust({ Service }, { Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } } }),
    );
    expect(allowsAnything(common)).toBe(true);
  });

  test('an equal text with an asterisk is no pattern', () => {
    const when = (value: string): PolicyDocument =>
      trust(
        { Service: 'lambda.amazonaws.com' },
        { Condition: { StringEquals: { 'aws:SourceAccount': value } } },
      );
    const common = intersectTrust(when('1*'), when('111111111111'));
    expect(allowsAnything(common)).toBe(false);
  });

  test('admits no principal when the two have none in common', () => {
    const common = intersectTrust(trust({ AWS: '111111111111' }), trust({ AWS: '222222222222' }));
    expect(sameDocument(common, doc({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }))).toBe(
      true,
    );
  });

  test('admits no principal when the versions read the same words in two ways', () => {
    const variable = trust({ AWS: '*' }, { Condition: { StringEquals: { k: '${aws:username}' } } });
    expect(allowsAnything(intersectTrust(variable, old(variable)))).toBe(false);
  });

  test('has the common version, or else the new one', () => {
    expect(intersectTrust(old(trust('*')), old(trust('*')))['Version']).toBe('2008-10-17');
    expect(intersectTrust(old(trust('*')), trust('*'))['Version']).toBe('2012-10-17');
  });

  test('is not longer than both: IAM takes 2,048 characters', () => {
    const many = (last: string): PolicyDocument =>
      trust({
        AWS: [...Array.from({ length: 25 }, (_, n) => `arn:aws:iam::111111111111:role/a-role-${n}`), last],
        Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'],
      });
    const [a, b] = [many('222222222222'), many('333333333333')];
    const longest = Math.max(encodeDocument(a).length, encodeDocument(b).length);
    expect(encodeDocument(intersectTrust(a, b)).length).toBeLessThanOrEqual(longest);
  });
});

describe('a trust without one principal', () => {
  const self = 'arn:aws:iam::111111111111:role/self';
  const isSelf = (arn: string): boolean => arn === self;

  test('is the document itself when it does not name it', () => {
    const document = trust({ Service: 'ec2.amazonaws.com' });
    expect(withoutPrincipal(document, isSelf)).toBe(document);
  });

  test('keeps everybody else, its conditions and its version', () => {
    const Condition = { Bool: { k: 'true' } };
    const others = ['arn:aws:iam::111111111111:role/other', '222222222222'];
    const document = old(trust({ AWS: [self, ...others], Service: 'ec2.amazonaws.com' }, { Condition }));
    const expected = old(trust({ AWS: others, Service: 'ec2.amazonaws.com' }, { Condition }));
    expect(sameDocument(withoutPrincipal(document, isSelf), expected)).toBe(true);
  });

  test('admits no principal when it named only that one', () => {
    expect(withoutPrincipal(trust({ AWS: self }), isSelf)).toEqual(
      doc({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }),
    );
  });

  test('keeps its denials with the remaining principals', () => {
    const denial = { Effect: 'Deny', Principal: { AWS: '333333333333' }, Action: 'sts:AssumeRole' };
    const statements = (Principal: Json): Json[] => trust(Principal)['Statement'] as Json[];
    const document = { ...doc(denial), Statement: [...statements({ AWS: [self, '222222222222'] }), denial] };
    const expected = { ...doc(denial), Statement: [...statements({ AWS: '222222222222' }), denial] };
    expect(sameDocument(withoutPrincipal(document, isSelf), expected)).toBe(true);
  });

  test('distinguishes named from excluded principals', () => {
    const nobody = { Effect: 'Allow', Action: 'sts:AssumeRole' };
    const named = (AWS: Json): Fields => ({ ...nobody, Principal: { AWS } });
    const kept = withoutPrincipal(doc(nobody, named([self, '222222222222'])), isSelf);
    expect(sameDocument(kept, doc(nobody, named('222222222222')))).toBe(true);
  });

  test('needs no principal for a statement without one', () => {
    const nobody = doc({ Effect: 'Allow', Action: 'sts:AssumeRole' });
    expect(withoutPrincipal(nobody, () => true)).toBe(nobody);
  });

  test('is not longer than the document: IAM takes 2,048 characters', () => {
    const names = Array.from({ length: 30 }, (_, n) => `arn:aws:iam::111111111111:role/a-role-${n}`);
    const document = trust({ AWS: [self, ...names] }, { Action: ['sts:AssumeRole'] });
    expect(encodeDocument(withoutPrincipal(document, isSelf)).length).toBeLessThan(
      encodeDocument(document).length,
    );
  });

  test('ignores statements without a principal', () => {
    const odd = doc(
      { Effect: 'Allow', Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { AWS: self } },
    );
    expect(withoutPrincipal(odd, isSelf)['Statement']).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole' },
    ]);
  });

  test('reads a single statement and none', () => {
    const single = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: { AWS: self } } };
    expect(allowsAnything(withoutPrincipal(single, isSelf))).toBe(false);
    expect(withoutPrincipal({}, isSelf)).toEqual({});
  });
});

describe('the documents between two inline policies', () => {
  const either = fc.option(policies, { nil: undefined, freq: 4 });
  const current = (each: PolicyDocument | undefined): PolicyDocument | undefined =>
    each && { ...each, Version: '2012-10-17' };

  test('deny, then grant, then revoke, then lift', () => {
    fc.assert(
      fc.property(either, either, (before, after) => {
        const all = phaseDocuments(current(before), current(after), false);
        if (all === undefined) throw new Error('one version, and yet not comparable');
        const [a, denied, both, revoked, b] = all;
        expect([a, b]).toEqual([current(before), current(after)]);
        expect([broadens(a, denied), deniesLess(b, denied)]).toEqual([false, false]);
        expect([deniesLess(denied, both), deniesLess(both, revoked)]).toEqual([false, false]);
        expect([broadens(both, denied), broadens(both, revoked)]).toEqual([false, false]);
        expect(broadens(revoked, b) && !deniesLess(revoked, b)).toBe(false);
      }),
    );
  });

  test('revoke, then deny, then grant, then lift if safety precedes continuity', () => {
    fc.assert(
      fc.property(either, either, (before, after) => {
        const all = phaseDocuments(current(before), current(after), true);
        if (all === undefined) throw new Error('one version, and yet not comparable');
        const [a, revoked, denied, granted, b] = all;
        expect([broadens(a, revoked), broadens(revoked, denied)]).toEqual([false, false]);
        expect(policyChange(b, revoked).grants).toBe(false);
        expect([deniesLess(a, denied), deniesLess(b, denied), deniesLess(denied, granted)]).toEqual([
          false,
          false,
          false,
        ]);
        expect(broadens(granted, b) && !deniesLess(granted, b)).toBe(false);
      }),
    );
  });

  describe('are the same object if nothing changes between them:', () => {
    // A document that is put together has no Sid, so it is not the same even with the same grants and denials.
    const less = doc(allow({ Sid: 'a' }), deny({ Action: 's3:PutObject' }));
    const more = doc(
      allow({ Sid: 'a', Action: ['s3:GetObject', 's3:List*'] }),
      deny({ Action: 's3:PutObject' }),
    );
    const moreDenials = doc(allow({ Sid: 'a' }), deny({ Action: ['s3:PutObject', 's3:Delete*'] }));
    const reworded = doc(
      allow({ Action: 's3:List*' }),
      allow({ Sid: 'b' }),
      deny({ Action: ['s3:PutObject', 's3:PutObject'] }),
    );
    test.each<[string, PolicyDocument | undefined, PolicyDocument | undefined, boolean, string]>([
      ['new grants', less, more, false, 'before before after after after'],
      ['new grants, the safe way', less, more, true, 'before before before after after'],
      ['fewer grants', more, less, false, 'before before before after after'],
      ['fewer grants, the safe way', more, less, true, 'before after after after after'],
      ['new denials', less, moreDenials, false, 'before after after after after'],
      ['new denials, the safe way', less, moreDenials, true, 'before before after after after'],
      ['fewer denials', moreDenials, less, false, 'before before before before after'],
      ['new grants and fewer denials', moreDenials, more, false, 'before before 2 2 after'],
      ['fewer grants and new denials', more, moreDenials, false, 'before 1 1 after after'],
      ['other words', more, reworded, false, 'before after after after after'],
      ['a new policy', undefined, less, false, 'before 1 after after after'],
      ['a deleted policy', less, undefined, false, 'before before before 3 after'],
      [
        'other grants, the safe way',
        doc(allow({})),
        doc(allow({ Action: 's3:List*' })),
        true,
        'before none none after after',
      ],
    ])('%s', (_, before, after, safe, expected) => {
      const all = phaseDocuments(before, after, safe) ?? [];
      const names = all.map((each) => {
        if (each === after) return 'after';
        if (each === before) return 'before';
        return each === undefined ? 'none' : String(all.indexOf(each));
      });
      expect(names.join(' ')).toBe(expected);
    });
  });

  test('have the grants and the denials of both in between', () => {
    const before = doc(allow({}), deny({ Action: 's3:PutObject' }));
    const after = doc(allow({ Action: 's3:List*' }), deny({ Action: 's3:Delete*' }));
    const actions = (document: PolicyDocument | undefined): unknown =>
      (document?.['Statement'] as Fields[]).map((each) => each['Action']);
    const both = phaseDocuments(before, after, false) ?? [];
    expect(actions(both[2])).toEqual([
      ['s3:GetObject', 's3:List*'],
      ['s3:PutObject', 's3:Delete*'],
    ]);
    expect(actions(phaseDocuments(before, after, false, 'first')?.[2])).toEqual([
      ['s3:GetObject', 's3:List*'],
      's3:PutObject',
    ]);
    expect(actions(phaseDocuments(before, after, false, 'second')?.[2])).toEqual([
      ['s3:GetObject', 's3:List*'],
      's3:Delete*',
    ]);
    expect(both[2]?.['Version']).toBe('2012-10-17');
  });

  test('have only the grants that both cover in between, the safe way', () => {
    const of = (...Action: string[]): PolicyDocument => doc(allow({ Action }));
    const between = (before: PolicyDocument, after: PolicyDocument): unknown =>
      phaseDocuments(before, after, true)?.[2];
    expect(between(of('a:b', 's3:*'), of('a:b', 's3:Get', 'x:y'))).toEqual(of('a:b', 's3:Get'));
    expect(between(of('a:b', 's3:Get', 'x:y'), of('a:b', 's3:*'))).toEqual(of('a:b', 's3:Get'));
  });

  test('do not exist if the same words mean different things', () => {
    const variable = doc(allow({ Resource: 'a/${aws:username}' }));
    expect(phaseDocuments(variable, old(variable), false)).toBeUndefined();
  });

  test('are not longer than both together', () => {
    const many = (from: number): PolicyDocument =>
      doc(allow({ Action: Array.from({ length: 40 }, (_, n) => `s3:Action${from + n}`) }));
    const [, , both] = phaseDocuments(many(0), many(30), false) ?? [];
    expect(encodeDocument(both ?? {}).length).toBeLessThan(encodeDocument(many(0)).length * 2);
  });
});

test('nothing reads like anything, variables or not', () => {
  const variable = old(doc(allow({ Resource: 'a/${aws:username}' })));
  expect([sameVariableSemantics(undefined, variable), sameVariableSemantics(variable, undefined)]).toEqual([
    true,
    true,
  ]);
});
