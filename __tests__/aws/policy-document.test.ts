import fc from 'fast-check';
import {
  canonicalDocument,
  canonicalText,
  decodeDocument,
  encodeDocument,
  isDeletedPrincipal,
  isObject,
  parseStatements,
  principalsIn,
  sameDocument,
  type Json,
  type PolicyDocument,
} from '../../src/aws/policy-document.ts';
import { altered, documents, respelled } from '../harness/documents.ts';

const allow = (rest: Record<string, Json>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...rest }],
});
const trust = (Principal: Json): PolicyDocument => allow({ Principal, Action: 'sts:AssumeRole' });
const where = (Condition: Json): PolicyDocument => allow({ Action: 's3:*', Resource: '*', Condition });
const parsed = (text: string): PolicyDocument => JSON.parse(text) as PolicyDocument;
const A = { Effect: 'Allow', Action: 'a:1', Resource: '*' };
const B = { Effect: 'Deny', Action: 'b:1', Resource: '*' };

describe('two spellings of one meaning', () => {
  const equal: [string, PolicyDocument, PolicyDocument][] = [
    [
      'statements in another order',
      { Version: '2012-10-17', Statement: [A, B] },
      { Version: '2012-10-17', Statement: [B, A] },
    ],
    [
      'one statement for a list of one',
      { Version: '2012-10-17', Statement: A },
      { Version: '2012-10-17', Statement: [A] },
    ],
    ['actions in another order', allow({ Action: ['a:1', 'b:1'] }), allow({ Action: ['b:1', 'a:1'] })],
    ['a string for a list of one', allow({ Action: 'a:1' }), allow({ Action: ['a:1'] })],
    [
      'resources in another order',
      allow({ Resource: ['arn:x', 'arn:y'] }),
      allow({ Resource: ['arn:y', 'arn:x'] }),
    ],
    ['an action named twice', allow({ Action: ['a:1', 'a:1'] }), allow({ Action: 'a:1' })],
    [
      'principals in another order',
      trust({ AWS: ['111111111111', '222222222222'] }),
      trust({ AWS: ['222222222222', '111111111111'] }),
    ],
    [
      'kinds of principals in another order',
      trust({ AWS: '111111111111', Service: 's' }),
      trust({ Service: ['s'], AWS: '111111111111' }),
    ],
    [
      'an account and its root',
      trust({ AWS: '111111111111' }),
      trust({ AWS: 'arn:aws:iam::111111111111:root' }),
    ],
    [
      'an account and its root in China',
      trust({ AWS: '111111111111' }),
      trust({ AWS: 'arn:aws-cn:iam::111111111111:root' }),
    ],
    ['anyone, both ways', trust('*'), trust({ AWS: '*' })],
    ['anyone in a list', trust('*'), trust({ AWS: ['*'] })],
    [
      'the case of Effect',
      allow({ Action: 'a:1' }),
      { Version: '2012-10-17', Statement: [{ Effect: 'ALLOW', Action: 'a:1' }] },
    ],
    ['a number for a string', where({ NumericEquals: { k: 300 } }), where({ NumericEquals: { k: '300' } })],
    ['a boolean for a string', where({ Bool: { k: true } }), where({ Bool: { k: 'true' } })],
    ['an empty condition', where({}), allow({ Action: 's3:*', Resource: '*' })],
    ['a null condition', where(null), allow({ Action: 's3:*', Resource: '*' })],
    ['a condition that is empty text', where(''), where({})],
    ['a condition of nothing but an empty test', where({ Bool: {} }), where({})],
    [
      'values of a condition in another order',
      where({ StringEquals: { k: ['a', 'b'] } }),
      where({ StringEquals: { k: ['b', 'a'] } }),
    ],
    [
      'keys of a condition in another order',
      where({ StringEquals: { a: '1', b: '2' }, Bool: { c: true } }),
      where({ Bool: { c: true }, StringEquals: { b: '2', a: '1' } }),
    ],
    ['no version and the old one', { Statement: [A] }, { Version: '2008-10-17', Statement: [A] }],
    ['a Sid that is null', allow({ Sid: null, Action: 'a:1' }), allow({ Action: 'a:1' })],
    ['no statement and null', { Version: '2012-10-17' }, { Version: '2012-10-17', Statement: null }],
  ];
  test.each(equal)('%s: equal', (_, a, b) => {
    expect(sameDocument(a, b)).toBe(true);
  });
});

describe('two meanings', () => {
  const unequal: [string, PolicyDocument, PolicyDocument][] = [
    ['anyone and no principal', trust('*'), allow({ Action: 'sts:AssumeRole' })],
    ['two versions', { Version: '2012-10-17', Statement: [A] }, { Version: '2008-10-17', Statement: [A] }],
    ['a version and none', { Version: '2012-10-17', Statement: [A] }, { Statement: [A] }],
    ['Allow and Deny', { Statement: [A] }, { Statement: [{ ...A, Effect: 'Deny' }] }],
    ['one action more', allow({ Action: ['a:1', 'a:2'] }), allow({ Action: 'a:1' })],
    ['Action and NotAction', allow({ Action: 'a:1' }), allow({ NotAction: 'a:1' })],
    ['Resource and NotResource', allow({ Resource: 'a' }), allow({ NotResource: 'a' })],
    ['Principal and NotPrincipal', allow({ Principal: '*' }), allow({ NotPrincipal: '*' })],
    ['the case of an action', allow({ Action: 's3:getobject' }), allow({ Action: 's3:GetObject' })],
    ['two accounts', trust({ AWS: '111111111111' }), trust({ AWS: '222222222222' })],
    [
      'an account and a role in it',
      trust({ AWS: '111111111111' }),
      trust({ AWS: 'arn:aws:iam::111111111111:role/r' }),
    ],
    [
      'an account and what ends in its root',
      trust({ AWS: '111111111111' }),
      trust({ AWS: 'x:arn:aws:iam::111111111111:root' }),
    ],
    [
      'an account and what begins with its root',
      trust({ AWS: '111111111111' }),
      trust({ AWS: 'arn:aws:iam::111111111111:roots' }),
    ],
    ['two kinds of principal', trust({ AWS: 'x' }), trust({ Service: 'x' })],
    ['anyone and every service', trust('*'), trust({ Service: '*' })],
    ['another condition operator', where({ StringEquals: { k: 'a' } }), where({ StringLike: { k: 'a' } })],
    ['another condition key', where({ StringEquals: { k: 'a' } }), where({ StringEquals: { l: 'a' } })],
    ['another value', where({ StringEquals: { k: 'a' } }), where({ StringEquals: { k: 'b' } })],
    ['a condition and none', where({ StringEquals: { k: 'a' } }), where({})],
    ['a condition on no value', where({ StringEquals: { k: [] } }), where({})],
    ['another Sid', allow({ Sid: 'a', Action: 'a:1' }), allow({ Sid: 'b', Action: 'a:1' })],
    ['an Id and none', { Id: 'x', Statement: [A] }, { Statement: [A] }],
    ['a statement twice and once', { Statement: [A, A] }, { Statement: [A] }],
    [
      'a field called __proto__',
      parsed('{"Statement":[{"__proto__":"x","Action":"a:1"}]}'),
      parsed('{"Statement":[{"Action":"a:1"}]}'),
    ],
    ['a key called __proto__', parsed('{"__proto__":"x","Statement":[]}'), parsed('{"Statement":[]}')],
    [
      'a kind of principal called __proto__',
      trust(parsed('{"__proto__":"x"}')),
      trust(parsed('{"__proto__":"y"}')),
    ],
    ['a kind of principal called toString', trust({ toString: 'x' }), trust({})],
    [
      'a condition key called __proto__',
      where({ StringEquals: parsed('{"__proto__":"a"}') }),
      where({ StringEquals: parsed('{"__proto__":"b"}') }),
    ],
    ['a statement that is a string', { Statement: ['a'] }, { Statement: ['b'] }],
    ['a condition that is a string', where('x'), where({})],
    ['a condition operator without keys', where({ Bool: 'x' }), where({})],
    ['nested values under an Id', { Id: { a: [1], b: true } }, { Id: { a: [2], b: true } }],
  ];
  test.each(unequal)('%s: not equal', (_, a, b) => {
    expect(sameDocument(a, b)).toBe(false);
    expect(sameDocument(b, a)).toBe(false);
  });
  test('an absent document equals only an absent one, also if the other is empty', () => {
    expect(sameDocument(undefined, undefined)).toBe(true);
    expect([sameDocument(undefined, {}), sameDocument({}, undefined)]).toEqual([false, false]);
  });
});

describe('the canonical text', () => {
  test.each<[string, PolicyDocument, PolicyDocument]>([
    [
      'is sorted and spelled out, without what is null',
      {
        Statement: [
          {
            NotPrincipal: { Service: 's', AWS: ['222222222222', 'arn:aws:iam::111111111111:root'] },
            Effect: 'DENY',
            Sid: 1,
            NotAction: null,
            Action: [true, { a: 1 }, 2],
            Condition: { StringEquals: { k: ['b', 'a'], a: 1 }, Bool: 'x', Null: null },
          },
          { Action: 'a:1', Sid: true },
        ],
        Version: null,
        Other: null,
        Id: { b: [1, true, 'x'], a: { d: 1, c: 'x' } },
        Early: 'x',
      },
      {
        Version: '2008-10-17',
        Early: 'x',
        Id: { a: { c: 'x', d: '1' }, b: ['1', 'true', 'x'] },
        Statement: [
          {
            Action: ['2', 'true', '{"a":1}'],
            Condition: { Bool: 'x', StringEquals: { a: ['1'], k: ['a', 'b'] } },
            Effect: 'Deny',
            NotPrincipal: { AWS: ['111111111111', '222222222222'], Service: ['s'] },
            Sid: '1',
          },
          { Action: ['a:1'], Sid: 'true' },
        ],
      },
    ],
    ['of nothing is that of no statement', {}, { Version: '2008-10-17', Statement: [] }],
    ['of null is that of no statement', { Statement: null }, { Version: '2008-10-17', Statement: [] }],
    [
      'has statements in the order of their text',
      { Statement: [{ Sid: 'b' }, { Sid: 'a' }] },
      { Version: '2008-10-17', Statement: [{ Sid: 'a' }, { Sid: 'b' }] },
    ],
    [
      'has anyone as an account',
      { Statement: { Principal: '*', Condition: 'x' } },
      { Version: '2008-10-17', Statement: [{ Condition: 'x', Principal: { AWS: ['*'] } }] },
    ],
    [
      'leaves text in an Id and a Sid as it is',
      { Id: 'b', Statement: [{ Sid: 'a', Condition: {} }] },
      { Version: '2008-10-17', Id: 'b', Statement: [{ Sid: 'a' }] },
    ],
  ])('%s', (_, document, expected) => {
    expect(canonicalText(document)).toBe(JSON.stringify(expected));
  });
});

describe('equality', () => {
  test('is reflexive, also between copies', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(sameDocument(document, structuredClone(document))).toBe(true);
      }),
    );
  });

  test('is symmetric', () => {
    fc.assert(
      fc.property(documents, documents, (a, b) => {
        expect(sameDocument(a, b)).toBe(sameDocument(b, a));
      }),
    );
  });

  test('holds across any chain of rewrites that keep the meaning', () => {
    const chains = documents.chain((first) =>
      respelled(first).chain((second) => fc.tuple(fc.constant(first), fc.constant(second), respelled(first))),
    );
    fc.assert(
      fc.property(chains, ([first, second, third]) => {
        expect(sameDocument(first, second)).toBe(true);
        expect(sameDocument(second, third)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('ends with any edit that changes the meaning', () => {
    const edits = documents.chain((document) => fc.tuple(fc.constant(document), altered(document)));
    fc.assert(
      fc.property(edits, ([document, other]) => {
        expect(sameDocument(document, other)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('is that of the canonical text, which stays as it is when it is made canonical again', () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(canonicalText(canonicalDocument(document))).toBe(canonicalText(document));
      }),
    );
  });

  test('is decided for any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const document = { Version: a as Json, Statement: b as Json };
        expect(sameDocument(document, structuredClone(document))).toBe(true);
        expect(parseStatements(document)).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('a document on the wire', () => {
  test('survives encoding and decoding, with any content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const document = allow({ Sid: text });
        expect(decodeDocument(encodeURIComponent(encodeDocument(document)))).toEqual(document);
      }),
    );
  });

  test('keeps a plus as a plus', () => {
    expect(decodeDocument('{"Id":"a+b%2Bc%20d"}')).toEqual({ Id: 'a+b+c d' });
  });

  test('keeps percent signs and letters beyond ASCII', () => {
    expect(decodeDocument('%7B%22Id%22%3A%22100%25%20%C3%A9%22%7D')).toEqual({ Id: '100% é' });
  });

  test('must be an object', () => {
    expect(() => decodeDocument('[1]')).toThrow(
      new SyntaxError('IAM returned a policy document that is not a JSON object'),
    );
  });

  test('with a broken encoding is an error', () => {
    expect(() => decodeDocument('%7B%zz')).toThrow(URIError);
  });

  test('is sent without white space, in the order of its author', () => {
    expect(encodeDocument({ Version: '2012-10-17', Id: 'b', Statement: [] })).toBe(
      '{"Version":"2012-10-17","Id":"b","Statement":[]}',
    );
  });
});

describe('a parsed statement', () => {
  test('has its principals by kind', () => {
    const [statement] = parseStatements(
      trust({ AWS: ['*', 'arn:aws:iam::111111111111:root'], Service: 'ec2.amazonaws.com' }),
    );
    expect(statement?.fields.get('Principal')).toEqual([
      '*',
      'AWS:111111111111',
      'Service:ec2.amazonaws.com',
    ]);
  });

  test('has excluded principals by kind too, sorted, and unchanged actions', () => {
    const NotPrincipal = { Service: 's', AWS: '111111111111' };
    const [statement] = parseStatements(allow({ NotPrincipal, Action: 'a:1' }));
    expect(statement?.fields).toEqual(
      new Map([
        ['NotPrincipal', ['AWS:111111111111', 'Service:s']],
        ['Action', ['a:1']],
      ]),
    );
  });

  test('has anyone as an asterisk', () => {
    expect(parseStatements(trust('*'))[0]?.fields.get('Principal')).toEqual(['*']);
  });

  test('names each service by its kind, and never as anyone', () => {
    expect(parseStatements(trust({ Service: '*' }))[0]?.fields.get('Principal')).toEqual(['Service:*']);
  });

  test('reads a bare principal as one of AWS', () => {
    expect(parseStatements(trust('111111111111'))[0]?.fields.get('Principal')).toEqual(['AWS:111111111111']);
  });

  test('has its conditions with keys in lower case', () => {
    const [statement] = parseStatements(where({ StringEquals: { 'AWS:PrincipalOrgID': 'o-1' } }));
    expect([...(statement?.conditions ?? [])]).toEqual([['StringEquals aws:principalorgid', ['o-1']]]);
  });

  test('keeps all of several condition keys that differ by case', () => {
    const [statement] = parseStatements(
      where({ StringEquals: { 'aws:a': '1', 'AWS:A': '2', 'Aws:a': '3' } }),
    );
    expect([...(statement?.conditions.values() ?? [])]).toEqual([['1'], ['2'], ['3']]);
  });

  test('has no null fields, no Sid, and no malformed condition', () => {
    const [first, second] = parseStatements({
      Statement: [
        { Sid: 'x', Resource: null },
        { Sid: 1, Condition: { Bool: 'x' } },
      ],
    });
    const empty = { fields: new Map(), effect: '', conditions: new Map() };
    expect(first).toEqual({ ...empty, json: { Resource: null } });
    expect(second).toEqual({ ...empty, json: { Condition: { Bool: 'x' } } });
  });
});

describe('a principal that was deleted', () => {
  const roleId = 'AROAABCDEFGHIJKLMNOPQ';
  const userId = 'AIDAABCDEFGHIJKLMNOPQ';

  test.each([
    ['a role', { AWS: roleId }, [roleId]],
    ['a user', { AWS: [userId, '111111111111'] }, [userId]],
    ['one that is named twice', { AWS: [roleId, roleId] }, [roleId]],
    ['none in ARNs that hold such a word', { AWS: `arn:aws:iam::111111111111:role/${roleId}` }, []],
    ['none where more follows its id', { AWS: `${roleId}:session` }, []],
    ['none among services', { Service: [roleId, `AWS:${roleId}`] }, []],
    ['none for anyone', '*', []],
  ] as [string, Json, string[]][])('%s', (_, principal, expected) => {
    expect(principalsIn(trust(principal)).filter(isDeletedPrincipal)).toEqual(expected);
  });

  test('does not exist in a statement without a principal', () => {
    expect(principalsIn(allow({ Action: 'a:1' }))).toEqual([]);
  });
});

test('lists and null are no objects', () => {
  expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
});
