/**
 * Principals of trust policies: reports those that can never exist. A well-formed role that does not exist is valid: it
 * may be created in a moment.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { quote } from './problem.ts';
import { entries, isMap, notText, type Path, type Problems } from './policy-problem.ts';

/** Returns the rest of a message about a principal of a kind, or undefined if it may exist. */
type Rule = (principal: string) => string | undefined;

const KINDS: ReadonlyMap<string, Rule> = new Map([
  ['AWS', awsProblem],
  ['Service', serviceProblem],
  ['Federated', federatedProblem],
  ['CanonicalUser', () => undefined],
]);

/** Reports the problems of a Principal or NotPrincipal element. */
export function* principalProblems(principal: unknown, path: Path): Problems {
  if (principal === '*') return;
  if (!isMap(principal)) {
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
    for (const [value, place] of entries(values, [...path, kind])) {
      if (typeof value !== 'string') yield { path: place, message: `the principal ${notText(value)}` };
      else {
        const reason = placeholder(value) ?? rule(value);
        if (reason !== undefined) yield { path: place, message: `the principal ${quote(value)} ${reason}` };
      }
    }
  }
}

/** Reports text that a template engine was meant to replace: a principal knows no policy variables. */
function placeholder(principal: string): string | undefined {
  const [placeholderText] = /\$\{[^}]*\}?|\{\{.*?\}\}|<[^>]*>/.exec(principal) ?? [];
  return placeholderText === undefined ? undefined : `holds the placeholder ${placeholderText}; replace it`;
}

const ARN =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/.+)|sts::\d{12}:(?:assumed-role\/[^/]+\/.+|federated-user\/.+))$/;

function awsProblem(principal: string): string | undefined {
  if (principal === '*' || /^\d{12}$/.test(principal) || /^A(?:RO|ID)A[A-Z0-9]{17}$/.test(principal)) {
    return undefined;
  }
  if (/^\d+$/.test(principal)) return `has ${principal.length} digits; the id of an account has 12`;
  if (/[*?]/.test(principal)) {
    return 'has a wildcard, which cannot be part of a principal; trust the account, with a condition ArnLike aws:PrincipalArn';
  }
  if (/^arn:[^:]*:iam::\d*:group\//.test(principal))
    return 'is a group, which cannot be a principal; name its users';
  return ARN.test(principal)
    ? undefined
    : 'is neither the id of an account nor the ARN of an account, role, user or session';
}

/** Host names of services: one suffix for each partition, AWS's own network, and the Alexa services. */
const SERVICE =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9.-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i;

function serviceProblem(service: string): string | undefined {
  if (SERVICE.test(service)) return undefined;
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
