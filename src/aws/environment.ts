/** The environment's variables: the one that is set, and whether its value is valid. */
import { SERVICES } from './calls.ts';

/** Returns the first of these variables that has a value: AWS's SDKs and the runner treat an empty one as unset. */
export function firstSet(env: NodeJS.ProcessEnv, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** Returns the fault of a value, in words that can follow the variable's name and never quote the value. */
type Rule = (value: string) => string | undefined;

/** Accepts one line of text; a path or a branch may have any letter. */
const line: Rule = (value) => {
  if (/[\r\n]$/.test(value)) return 'ends in a line break';
  if (/^[\r\n]/.test(value)) return 'begins with a line break';
  if (/[\r\n]/.test(value)) return 'has a line break in it';
  if (/\s$/.test(value)) return 'ends in a blank';
  if (/^\s/.test(value)) return 'begins with a blank';
  return /\p{Cc}/u.test(value) ? 'has a control character in it' : undefined;
};

/** Returns a rule whose values also match the pattern. */
function matching(rule: Rule, pattern: RegExp, fault: string): Rule {
  return (value) => rule(value) ?? (pattern.test(value) ? undefined : fault);
}

/** Accepts the characters that an HTTP header can hold. */
const header = matching(line, /^[ -~]*$/, 'has a character in it that is not ASCII');
/** Accepts keys, tokens, regions: a blank in one is a mistake of copying. */
const word = matching(header, /^[^ ]*$/, 'has a blank in it');
const boolean = matching(word, /^(?:true|false)$/, 'is neither true nor false');
const region = matching(word, /^[A-Za-z0-9-]{1,63}$/, 'is no region, such as eu-central-1');

const url: Rule = (value) =>
  word(value) ?? (isHttp(value) ? undefined : 'is no URL that begins with http:// or https://');

/** Accepts a proxy as curl does; without a scheme it is an HTTP proxy. */
const proxy: Rule = (value) => {
  const fault = word(value);
  if (fault !== undefined) return fault;
  const address = withScheme(value);
  if (!/^https?:/.test(address)) return 'is no proxy for http:// or https://; other kinds do not work';
  return isHttp(address) ? undefined : 'is no URL such as http://proxy.example.com:3128';
};

/** Accepts a list: line breaks around it change nothing, one in it hides the entries after it. */
const list: Rule = (value) => line(value.trim());

/** Returns the rule for each of the names, which may be lists with blanks between them. */
function rules(rule: Rule, ...names: readonly string[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(names.flatMap((each) => each.split(/\s+/)).map((name) => [name, rule]));
}

/** The variables that decide what the step does, by itself or through the AWS SDK; without inputs and the runner's files. */
export const VARIABLES: Readonly<Record<string, Rule>> = {
  ...rules(
    word,
    `AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_SCOPE AWS_ACCOUNT_ID AWS_ROLE_ARN
     AWS_ROLE_SESSION_NAME AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE
     AWS_EC2_METADATA_DISABLED AWS_EC2_METADATA_V1_DISABLED AWS_DISABLE_CLOCK_SKEW_CORRECTION GITHUB_EVENT_NAME`,
  ),
  ...rules(
    header,
    `AWS_CREDENTIAL_EXPIRATION AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_AUTH_SCHEME_PREFERENCE AWS_SIGV4A_SIGNING_REGION_SET
     AWS_SDK_UA_APP_ID AWS_EXECUTION_ENV`,
  ),
  ...rules(
    line,
    `AWS_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_LOGIN_CACHE_DIRECTORY AWS_WEB_IDENTITY_TOKEN_FILE
     AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE GITHUB_WORKSPACE GITHUB_EVENT_PATH GITHUB_REF`,
  ),
  ...rules(url, 'AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_ENDPOINT_URL'),
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  ...rules(
    url,
    ...[...SERVICES, 'EC2', 'SSO', 'SSO_OIDC', 'SIGNIN'].map(
      (name) => `AWS_ENDPOINT_URL_${name.toUpperCase()}`,
    ),
  ),
  ...rules(boolean, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT'),
  ...rules(region, 'AWS_REGION AWS_DEFAULT_REGION'),
  AWS_MAX_ATTEMPTS: matching(word, /^[1-9]\d{0,8}$/, 'is no whole number from 1'),
  AWS_RETRY_MODE: matching(word, /^(?:legacy|standard|adaptive)$/, 'is none of legacy, standard, adaptive'),
  AWS_DEFAULTS_MODE: matching(
    word,
    /^(?:auto|in-region|cross-region|mobile|standard|legacy)$/i,
    'is none of auto, in-region, cross-region, mobile, standard, legacy',
  ),
  ...rules(proxy, 'HTTP_PROXY HTTPS_PROXY http_proxy https_proxy'),
  ...rules(list, 'NO_PROXY no_proxy'),
  GITHUB_REPOSITORY: matching(word, /^[^/]+\/[^/]+$/, 'is no OWNER/REPOSITORY'),
};

/** Variables of GitHub's API: a run needs them only for the comment and for `sweep`. */
export const GITHUB_VARIABLES = rules(url, 'GITHUB_API_URL GITHUB_SERVER_URL');

/** Returns every variable with a faulty value, and the fault. */
export function faultyVariables(
  env: NodeJS.ProcessEnv,
  rules: Readonly<Record<string, Rule>>,
): { readonly name: string; readonly fault: string }[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const value = firstSet(env, name);
    const fault = value === undefined ? undefined : rule(value);
    return fault === undefined ? [] : [{ name, fault }];
  });
}

/**
 * Removes empty variables, and gives proxies without a scheme the one that curl assumes. It changes the environment itself,
 * because the AWS SDK and GitHub's client read it too, and refuse some empty values.
 */
export function completeEnvironment(env: NodeJS.ProcessEnv): void {
  for (const [name, rule] of Object.entries({ ...VARIABLES, ...GITHUB_VARIABLES })) {
    const { [name]: value = '' } = env;
    if (value === '') Reflect.deleteProperty(env, name);
    else if (rule === proxy && proxy(value) === undefined) env[name] = withScheme(value);
  }
}

function withScheme(value: string): string {
  // Node's agents ignore a scheme in capitals.
  return value.includes('://') ? value.replace(/^\w+/, (scheme) => scheme.toLowerCase()) : `http://${value}`;
}

function isHttp(value: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(value);
    // Clients decode both, and a percent sign that begins no code makes them fail.
    decodeURIComponent(username + password);
    return /^https?:$/.test(protocol) && hostname !== '' && /^https?:\/\//i.test(value);
  } catch {
    return false;
  }
}
