/** The grammar of actions, resources, conditions and principals. */
import { isDeletedPrincipal, isObject } from '../aws/policy-document.ts';
import { matches } from '../aws/broadening.ts';
import { closest, entries, hint, quote, type Path, type PolicyProblem } from './problem.ts';
import { SERVICE_HOST } from './trust.ts';

export type Problems = Generator<PolicyProblem>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const COMPARISONS = Object.entries({
  String: ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'],
  Numeric: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'],
  Date: ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'],
  Arn: ['Equals', 'NotEquals', 'Like', 'NotLike'],
  '': ['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
}).flatMap(([type, tests]) => tests.map((test) => type + test));

/** Returns why IAM refuses a text, or undefined. */
type Rule = (text: string) => string | undefined;

/** Reports the values of an element that are no text, or that a rule refuses. */
export function* valueProblems(element: string, values: unknown, path: Path, rule: Rule): Problems {
  for (const [value, place] of entries(values, path)) {
    const message = typeof value === 'string' ? rule(value) : `${element} ${notText(value)}`;
    if (message !== undefined) yield { path: place, message };
  }
}

/** Refuses an action that is not `service:Action` or `*`, or that a trust policy may not have. */
export function actionProblem(action: string, trust: boolean): string | undefined {
  const [service = '', name, ...rest] = action.split(':');
  const shown = quote(action);
  if (trust && !isTrustAction(action))
    return `${shown} cannot be in a trust policy${hint(action, TRUST_ACTIONS)}`;
  if (action === '*') return undefined;
  if (name === undefined)
    return `${shown} has no service; write it as "service:${action || 'Action'}", or "*"`;
  if (rest.length > 0) return `${shown} has more than one colon; write it as "service:Action"`;
  return /^(?:\*|[A-Za-z0-9.-]+)$/.test(service)
    ? undefined
    : `${shown}: ${quote(service)} is not the name of a service (letters, digits, "-", ".")`;
}

const TRUST_ACTIONS = [
  ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SetContext', 'SetSourceIdentity'],
  'TagSession',
].map((action) => `sts:${action}`);

function isTrustAction(pattern: string): boolean {
  const lower = pattern.toLowerCase();
  return lower.startsWith('sts:') && TRUST_ACTIONS.some((each) => matches(each.toLowerCase(), lower));
}

/**
 * Refuses a resource that is neither `*` nor an ARN. IAM completes an ARN with fewer parts by `*`, unless a part is empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceProblem(resource: string, own?: string): string | undefined {
  if (resource === '*') return undefined;
  const parts = resource.split(':');
  const [arn, partition = '', service = '', region = '', account, path = '*'] = parts;
  const shown = quote(resource);
  if (arn !== 'arn' || parts.length === 1) return `${shown} is neither an ARN nor "*"`;
  if (!/^(?:\*|aws[a-z-]*)$/.test(partition))
    return `${shown}: ${quote(partition)} is not a partition such as "aws"`;
  const foreign = partition === '*' ? undefined : foreignProblem(resource, own);
  if (foreign !== undefined) return `${shown} ${foreign}`;
  if (service === '') return `${shown} names no service; write it as "arn:${partition}:SERVICE:…"`;
  if (/[*?]/.test(service))
    return `${shown} has a wildcard in the service; name each one as "arn:${partition}:SERVICE:…", or write "*"`;
  if (resource.includes('::') && parts.length < 6)
    return `${shown} has too few parts; an ARN has six, divided by colons`;
  if (service === 's3' && region !== '' && account === '' && !S3_IN_A_REGION.test(path))
    return `${shown}: ARNs of buckets have no region; leave that part empty`;
  if (service !== 'iam') return undefined;
  if (region !== '') return `${shown}: ARNs of IAM have no region; leave that part empty`;
  return /^(?:\*|root)$|\$\{/.test(path) || IAM_PATHS.some((start) => path.startsWith(start))
    ? undefined
    : `${shown}: the path of IAM must be "*" or root, or start with ${IAM_PATHS.join(', ')}`;
}

const S3_IN_A_REGION = /^(?:accesspoint|access-grants|async-request|job|storage-lens(?:-group)?)\//;
const IAM_PATHS = [
  ...['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/'],
  ...['policy/', 'sms-mfa/', 'saml-provider/', 'oidc-provider/', 'report/', 'access-report/'],
  ...['delegation-request/', 'role-template/', 'contextProvider/'],
];

/** Refuses an ARN in another partition than the account. */
function foreignProblem(arn: string, own: string | undefined): string | undefined {
  return own === undefined || !arn.startsWith('arn:') || arn.startsWith(`arn:${own}:`)
    ? undefined
    : `is in another partition than the region, whose ARNs begin with "arn:${own}:"`;
}

/** Reports unknown operators, and values that are no text, number or boolean. */
export function* conditionProblems(condition: unknown, path: Path): Problems {
  if (!isObject(condition)) {
    yield { path, message: `Condition ${quote(condition)} is not a map of operators` };
    return;
  }
  for (const [operator, tests] of Object.entries(condition)) {
    const place = [...path, operator];
    if (!isObject(tests)) {
      yield { path: place, message: `${operator} ${quote(tests)} is not a map of condition keys` };
      continue;
    }
    const meant = closestOperator(operator);
    const known = meant === operator;
    // IAM does not look at the name of an operator without tests.
    if (!known && Object.keys(tests).length > 0) {
      const advice = hint(meant ?? operator, meant === undefined ? COMPARISONS : [meant]);
      yield { path: place, message: `${quote(operator)} is not a condition operator${advice}` };
    }
    const isDateTest = known && /^(?:\w+:)?Date/.test(operator);
    for (const [key, values] of Object.entries(tests)) {
      for (const [value, valuePath] of entries(values, [...place, key])) {
        if (!['string', 'number', 'boolean'].includes(typeof value)) {
          yield { path: valuePath, message: `the value of ${key} ${notText(value)}` };
        } else if (isDateTest && !isDate(String(value))) {
          const message = `${quote(value)} is no date; write it as "2026-01-31T00:00:00Z", or in seconds since 1970`;
          yield { path: valuePath, message };
        }
      }
    }
  }
}

/** Returns the operator itself if it exists, else the closest one; undefined if none is close. */
function closestOperator(operator: string): string | undefined {
  const [, set = '', name = '', suffix] =
    /^(ForAnyValues?:|ForAllValues?:)?(.*?)(IfExists?)?$/is.exec(operator) ?? [];
  const comparison = closest(name, COMPARISONS);
  if (comparison === undefined) return undefined;
  const prefix = set === '' ? '' : /any/i.test(set) ? 'ForAnyValue:' : 'ForAllValues:';
  return prefix + comparison + (suffix === undefined || comparison === 'Null' ? '' : 'IfExists');
}

/** Reports whether IAM may read a date: ISO 8601, seconds since 1970, or a policy variable. */
function isDate(text: string): boolean {
  return text.includes('${') || /^-?\d[-\d:.TtZz+]*$/.test(text);
}

const KINDS: ReadonlyMap<string, Rule> = new Map([
  ['AWS', awsProblem],
  ['Service', serviceProblem],
  ['Federated', federatedProblem],
  ['CanonicalUser', () => undefined],
]);

/**
 * Reports principals that can never exist. A well-formed role that does not exist is valid: it may be created in a moment.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function* principalProblems(principal: unknown, path: Path, own?: string): Problems {
  if (principal === '*') return;
  if (!isObject(principal)) {
    const message = `${quote(principal)} is not a principal; write "*" or a map such as {"Service": "ec2.amazonaws.com"}`;
    yield { path, message };
    return;
  }
  const kinds = Object.entries(principal);
  if (kinds.every(([, values]) => Array.isArray(values) && values.length === 0)) {
    yield { path, message: 'names no principal; to let in anyone, write "*"' };
  }
  for (const [kind, values] of kinds) {
    const rule = KINDS.get(kind);
    if (rule === undefined) {
      const message = `${quote(kind)} is not a kind of principal; it must be one of ${[...KINDS.keys()].join(', ')}`;
      yield { path: [...path, kind], message };
      continue;
    }
    const ruleOfKind: Rule = (value) => {
      const reason = placeholder(value) ?? rule(value) ?? foreignProblem(value, own);
      return reason && `the principal ${quote(value)} ${reason}`;
    };
    yield* valueProblems('the principal', values, [...path, kind], ruleOfKind);
  }
}

/** Reports text that a template engine was meant to replace: a principal knows no policy variables. */
function placeholder(principal: string): string | undefined {
  const [placeholderText] = /\$\{[^}]*\}?|\{\{[^{}]*\}\}|<[^<>]*>/.exec(principal) ?? [];
  return placeholderText === undefined ? undefined : `holds the placeholder ${placeholderText}; replace it`;
}

const ARN =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/.+)|sts::\d{12}:(?:assumed-role\/[^/]+\/.+|federated-user\/.+))$/;

function awsProblem(principal: string): string | undefined {
  if (/^(?:\*|\d{12})$/.test(principal)) return undefined;
  // IAM stores the ARN instead, so the policy would never be as declared.
  if (isDeletedPrincipal(principal))
    return 'is the id of a role or user, which IAM shows only after a deletion; name its ARN, or no longer trust it';
  if (/^\d+$/.test(principal)) return `has ${principal.length} digits; the id of an account has 12`;
  if (/[*?]/.test(principal))
    return 'has a wildcard, which cannot be part of a principal; trust the account, with a condition ArnLike aws:PrincipalArn';
  if (/^arn:[^:]*:iam::\d*:group\//.test(principal))
    return 'is a group, which cannot be a principal; name its users';
  return ARN.test(principal)
    ? undefined
    : 'is neither the id of an account nor the ARN of an account, role, user or session';
}

function serviceProblem(service: string): string | undefined {
  if (SERVICE_HOST.test(service)) return undefined;
  if (/[*?]/.test(service)) return 'has a wildcard, which cannot be part of a principal; name each service';
  const [name = ''] = service.split('.');
  return /^[a-z0-9-]+$/i.test(name)
    ? `is not the host name of a service; did you mean ${quote(`${name.toLowerCase()}.amazonaws.com`)}?`
    : 'is not the host name of a service such as "ec2.amazonaws.com"';
}

const PROVIDER = /^arn:aws[a-z-]*:iam::\d{12}:(?:saml|oidc)-provider\/.+$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

function federatedProblem(provider: string): string | undefined {
  if (/[*?]/.test(provider)) return 'has a wildcard, which cannot be part of a principal; name each provider';
  return PROVIDER.test(provider) || HOST.test(provider)
    ? undefined
    : 'is neither the ARN of a SAML or OIDC provider nor a host such as "cognito-identity.amazonaws.com"';
}

/** Returns the rest of a message about a value that is no text. */
export function notText(value: unknown): string {
  const [key] = isObject(value) ? Object.keys(value) : [];
  return key !== undefined && isIntrinsic(key)
    ? `has CloudFormation's ${key}, which IAM does not know; write its result`
    : `${quote(value)} is not text`;
}

/** Reports whether a key is a function of CloudFormation. */
export function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}
