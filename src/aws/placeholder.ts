/**
 * Placeholders for ARNs and ids that IAM assigns only when the run creates a resource: `{role-arn:demo}`. Plans hold them,
 * and the run replaces them just before it sends the call.
 */

export type Part = 'arn' | 'id';

interface Placeholder {
  readonly label: string;
  readonly part: Part;
  readonly name: string;
}

const PLACEHOLDER = /^\{([a-z-]+)-(arn|id):(.+)\}$/;
const PROVIDER_ARNS = /\{oidc-provider-arn:([\w.:/-]+)\}/g;
const ROLE_ARNS = /\{role-arn:([\w+=,.@-]+)\}/g;

export function placeholder(label: string, part: Part, name: string): string {
  return `{${label}-${part}:${name}}`;
}

/** Returns the label, the part and the name of a placeholder, undefined for any other text. */
export function parsePlaceholder(text: string): Placeholder | undefined {
  const [, label, part, name] = PLACEHOLDER.exec(text) ?? [];
  if (label === undefined || name === undefined) return undefined;
  return { label, part: part === 'id' ? 'id' : 'arn', name };
}

/** Replaces the role placeholders in a text; `$1` is the role's name. */
export function replaceRoleArns(text: string, replacement: string): string {
  return text.replace(ROLE_ARNS, replacement);
}

/** Returns the placeholder of an OIDC provider, whose ARN has the account's id. @param issuer host and path of its URL */
export function oidcProvider(issuer: string): string {
  return placeholder('oidc-provider', 'arn', issuer);
}

/** Replaces the placeholders of OIDC providers in a document. */
export function withProviderArns<T>(document: T, arnOf: (issuer: string) => string | undefined): T {
  const replaced = (whole: string, issuer: string): string => arnOf(issuer) ?? whole;
  return JSON.parse(JSON.stringify(document).replace(PROVIDER_ARNS, replaced)) as T;
}

/** Returns the input with every placeholder replaced. */
export function withoutPlaceholders<T>(input: T, resolve: (parsed: Placeholder) => string): T {
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    const parsed = typeof value === 'string' ? parsePlaceholder(value) : undefined;
    return parsed === undefined ? value : resolve(parsed);
  };
  return Object.fromEntries(
    Object.entries(input as object).map(([key, value]) => [key, replaced(value)]),
  ) as T;
}
