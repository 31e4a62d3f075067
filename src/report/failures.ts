/** The messages of failed runs: what failed, the error, and what to do. */
import { InputError } from '../inputs/declare.ts';
import { isFatal, problemLine } from '../inputs/problem.ts';
import { resourceOfArn } from '../aws/arn.ts';
import { actionOf, CALLS, serviceOf, type CallNames } from '../aws/calls.ts';
import { firstSet, VARIABLES } from '../aws/environment.ts';
import { CallError, isUnknownPrincipal, verdictOf, type Facts } from '../aws/errors.ts';
import { NotConverged, PlanChanged, type Aftermath, type Outcome } from '../reconcile/run.ts';
import type { Sent } from '../reconcile/send.ts';
import type { Declaration, Change } from '../resources/resource.ts';
import { Cancelled } from '../runtime/time.ts';
import { driftCount, driftLines, afterDrift } from './differences.ts';
import { leastStatements, receiver, type AllowStatement, type DeclaredRole } from './least-policy.ts';

/** The part of the context that is the same for each role of a run. */
interface RunContext {
  readonly partition: string;
  /** Every call that IAM denied in this run. */
  readonly denied?: readonly CallError[];
  /** Whether the run puts out the policy that its caller needs. */
  readonly hasCallerPolicy?: boolean;
}

type FailureContext = RunContext & Partial<Pick<Outcome, 'mode' | 'declaration' | 'start' | 'reviewed'>>;

/** The message of a role that failed or drifted, and its parts: the error with its remedy, the fate of the sent changes, and these. */
export interface FailureText {
  readonly message: string;
  readonly error: string;
  /** undefined if the run sent nothing. */
  readonly fate: string | undefined;
  readonly changes: readonly string[];
}

/** Returns the text of a role that failed or drifted; undefined for any other. */
export function describeOutcome(outcome: Outcome, run: RunContext): FailureText | undefined {
  const { failure, declaration, status } = outcome;
  if (failure === undefined) {
    if (status !== 'drifted') return undefined;
    const heading = `role/${declaration.roleName} has drifted: ${driftCount(outcome)}.`;
    const lines = driftLines(outcome).map((each) => `- ${each}`);
    return textOf([heading, ...lines, `Next: ${afterDrift()}`].join('\n'));
  }
  const { error, aftermath } = failure;
  // Calls about a role of the declaration, or about none.
  const denied = (run.denied ?? []).filter((each) => {
    const { roleName, instanceProfileName } = withNamesOf(each, declaration);
    return roleName === declaration.roleName && instanceProfileName === declaration.instanceProfileName;
  });
  const context = { ...run, ...outcome, denied };
  const [fate, ...changes] = aftermath === undefined ? [] : aftermathLines(aftermath, context);
  return textOf(describeFailure(error, context), fate, changes);
}

function textOf(error: string, fate?: string, changes: readonly string[] = []): FailureText {
  return { message: [error, fate ?? [], changes].flat().join('\n'), error, fate, changes };
}

/** Returns the declaration with the names in a call's input, which may be those of another role or profile. */
function withNamesOf({ input }: CallError, declaration: Partial<Declaration> = {}): DeclaredRole {
  const { roleName = '*', instanceProfileName = '*', role } = declaration;
  const { RoleName = roleName, InstanceProfileName = instanceProfileName } = input as CallNames;
  return { roleName: RoleName, instanceProfileName: InstanceProfileName, role };
}

/** Returns the message of an error, of several lines; the same in log, annotation, summary and comment. */
export function describeFailure(error: Error, context: FailureContext): string {
  if (error instanceof InputError) {
    const { problems } = error;
    const wrong = problems.filter(isFatal).length;
    // After a look at IAM the inputs are valid in themselves.
    const isValid = context.start !== undefined;
    const one = `One input ${isValid ? 'does not fit the account' : 'is wrong'}:`;
    const many = `${wrong} problems with the inputs${isValid ? ' in this account' : ''}:`;
    return [wrong === 1 ? one : many, ...problems.map((problem) => `- ${problemLine(problem)}`)].join('\n');
  }
  if (error instanceof Cancelled) return 'The run was cancelled.';
  if (error instanceof NotConverged) return notConverged(error);
  if (error instanceof PlanChanged) {
    const preview = context.mode === 'destroy' ? 'this step with dry-run: true' : 'mode: plan';
    return [
      'The plan has changed since it was reviewed.',
      error.message,
      ...error.changes.map(line),
      `Review it again: run ${preview}, and give its plan-digest to this step.`,
    ].join('\n');
  }
  if (error instanceof CallError) return [error.message, advice(error, context) ?? []].flat().join('\n');
  return error.message;
}

/** The fate of the changes that a failed run sent, before their list. */
const AFTERMATHS: Readonly<Record<Exclude<Aftermath['kind'], 'incomplete'>, string>> = {
  cancelled: 'Nothing was rolled back.',
  destroying: 'A destroy is not rolled back.',
  kept: 'Nothing was rolled back (rollback-on-failure: false). This run wrote:',
  applied: 'IAM has the declared state; nothing was rolled back.',
  'rolled-back': 'This run sent these changes and rolled them back:',
  'foreign-write':
    'Nothing was rolled back: another run or tool has changed the same role or profile since. This run had sent:',
};

function aftermathLines(aftermath: Aftermath, context: FailureContext): string[] {
  const { kind, sent, remaining, rollbackError } = aftermath;
  if (kind === 'incomplete') {
    const why =
      rollbackError === undefined ? [] : [`Rollback incomplete: ${describeFailure(rollbackError, context)}`];
    const list = remaining.map((change) => `${line(change)} (${change.api})`);
    const done =
      'IAM accepted the rollback of every change, but no read confirms it. Run mode: plan to see what IAM has.';
    return [...why, ...(list.length === 0 ? [done] : ['Clean up manually:', ...list])];
  }
  const again =
    context.reviewed === true ? 'Plan the rest anew, review it, and pass on its plan-digest' : 'Run it again';
  const isPartial = kind === 'cancelled' || kind === 'destroying';
  return [
    isPartial ? `${AFTERMATHS[kind]} ${again} to finish. This run sent:` : AFTERMATHS[kind],
    ...(kind === 'applied' ? [] : sentLines(sent)),
    ...(kind === 'cancelled' && remaining.length > 0 ? ['It did not send:', ...remaining.map(line)] : []),
  ];
}

function line({ resource, summary }: Change): string {
  return `- ${resource}: ${summary}`;
}

/** Lists each change once, however often it was sent. */
function sentLines(sent: readonly Sent[]): string[] {
  return [...Map.groupBy(sent, ({ change }) => line(change))].map(([text, all]) =>
    all.some(({ effect }) => effect === 'yes') ? text : `${text} (no response: it may have taken effect)`,
  );
}

const RETRY_ADVICE = 'Run the step again, or raise timeout-seconds.';

function notConverged({ message, seconds, remaining, suspect, lastError }: NotConverged): string {
  const suspicion = {
    'other-writer': 'Another run or tool changes the same role or profile: allow one run at a time.',
    'not-visible':
      "The write was accepted but isn't visible yet: IAM is lagging, or another run or tool reverted it.",
  };
  return [
    `${message} within ${seconds} s.${remaining.length === 0 ? '' : ' Remaining changes:'}`,
    ...remaining.map(line),
    ...(suspect === undefined ? [] : [suspicion[suspect]]),
    convergenceAdvice(lastError),
    ...(lastError === undefined ? [] : [`The last error: ${lastError.message}`]),
  ].join('\n');
}

function convergenceAdvice(lastError: Error | undefined): string {
  if (!(lastError instanceof CallError)) return RETRY_ADVICE;
  if (isUnknownPrincipal(lastError)) return UNKNOWN_PRINCIPAL;
  if (lastError.code === 'EntityAlreadyExists')
    return "The name is taken, but no such role is visible: another role's name differs only by case, or a role was just deleted. Choose another name, delete the other role, or run the step again.";
  return RETRY_ADVICE;
}

const UNKNOWN_PRINCIPAL =
  'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';

const CREDENTIALS =
  'Give the job the permission id-token: write, and set role-to-assume or run aws-actions/configure-aws-credentials right before this step.';

/** Returns the message of a run that gets no credentials from its environment. */
export function describeMissingCredentials(facts: Facts, env: NodeJS.ProcessEnv): string {
  const { code, detail, status } = facts;
  const why = code === 'CredentialsProviderError' ? detail : `${code}: ${detail}`;
  const source = /PROFILE|_KEY|ROLE_ARN|WEB_IDENTITY|CONTAINER_CREDENTIALS/;
  const names = Object.keys(VARIABLES).filter((name) => source.test(name) && firstSet(env, name));
  const profile = names.includes('AWS_PROFILE') ? ' With AWS_PROFILE, keys do not count.' : '';
  const given = `The environment sets ${names.join(', ')}: complete or correct that, or set role-to-assume.${profile}`;
  // Errors of the SDK and of files have no status either.
  const isLocal = /^(?:CredentialsProvider|Syntax)Error$/.test(code) || /, (?:open|read)\b/.test(detail);
  const isNetwork = status === undefined ? !isLocal : code.startsWith('HTTP ');
  const remedy = isNetwork ? remedyOf(facts) : undefined;
  return `There are no AWS credentials: ${why.replace(/\.$/, '')}. ${remedy ?? (names.length === 0 ? CREDENTIALS : given)}`;
}

/** Returns what to do about an error; undefined without advice. */
function advice(error: CallError, context: FailureContext): string | undefined {
  if (error.isDenial) return accessDenied(error, context).join('\n');
  return isUnknownPrincipal(error) ? UNKNOWN_PRINCIPAL : remedyOf(error);
}

function remedyOf(facts: Facts): string | undefined {
  const { code, detail, status } = facts;
  const text = `${code}: ${detail}`;
  const key = Object.keys(ADVICE).find((pattern) => new RegExp(`^(?:${pattern})(?::|$)`, 's').test(text));
  if (key !== undefined) return ADVICE[key];
  return status === undefined && verdictOf(facts) === 'transient' ? NO_RESPONSE : undefined;
}

const NO_RESPONSE =
  'AWS did not respond: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.';

/** Advice by patterns of an error's code, or of its code and message. OpenSSL's: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError: `There are no AWS credentials. ${CREDENTIALS}`,
  'InvalidClientTokenId|ExpiredToken(?:Exception)?|SignatureDoesNotMatch|IncompleteSignature|AuthFailure|MissingAuthenticationToken|UnrecognizedClientException':
    CREDENTIALS,
  // AWS raises these for no account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  'LimitExceeded: .*(?:TagsPer|policy size of 10240|ACLSizePerRole: 4096).*':
    'No account can have more: remove what is not needed.',
  LimitExceeded:
    'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Limits, IAM).',
  MalformedPolicyDocument:
    'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) lists its errors.',
  UnmodifiableEntity: 'Only the AWS service that owns it can change it: choose another name.',
  EntityAlreadyExists:
    'Names are unique in an account, regardless of case and path: choose another name, or delete the other resource.',
  'CERT_(?:HAS_EXPIRED|NOT_YET_VALID)':
    "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate is for another host: check AWS_ENDPOINT_URL, and whether a proxy (HTTPS_PROXY) answers in place of AWS.',
  '(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\\w*|UNABLE_TO_(?:GET_ISSUER|VERIFY)\\w+|CERT_(?:UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_CA':
    'The runner does not trust the CA of the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the env of the step to a PEM file with the certificate of your own CA.',
  'HTTP 407|ERR_PROXY_TUNNEL: .* 407\\b.*': 'Correct the user and password in HTTPS_PROXY or HTTP_PROXY.',
  'HTTP \\d+|HPE_\\w+|ERR_PROXY_TUNNEL|ERR_INVALID_URL|EndpointError': NO_RESPONSE,
};

/** Explains a denial, and names every other call of the run that was denied. */
function accessDenied(error: CallError, context: FailureContext): string[] {
  const others = (context.denied ?? []).filter((other) => other.message !== error.message);
  const denied = [error, ...others];
  const statements = mergeActions(denied.flatMap((each) => missingStatements(each, context)));
  const otherCalls = new Set(others.map(({ call }) => call));
  const [service] = [receiver(serviceOf(error.call), context.partition)].flat();
  const isExplicit = denied.some(({ detail }) => /explicit deny/i.test(detail));
  return [
    ...(others.length > 0 ? [`IAM also denied: ${[...otherCalls].join(', ')}.`] : []),
    ...(deniedAction(error) === 'iam:PassRole'
      ? [`${error.call} passes the role to ${service}, so IAM also asks for iam:PassRole on the role.`]
      : []),
    `Allow the caller: ${JSON.stringify(statements.length === 1 ? statements[0] : statements)}`,
    context.hasCallerPolicy === true
      ? 'The whole policy of this step is in the last part of its summary, and in its output caller-policy.'
      : 'The page docs/permissions.md of this Action has the whole policy of each mode.',
    ...(isExplicit ? ['A policy denies it explicitly, which no Allow can override.'] : []),
  ];
}

function deniedAction({ detail }: CallError): string | undefined {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(detail)?.[1];
}

/**
 * Returns the statements for a denied call: with its own action also those that IAM checks next, for tags and for passing a
 * role. IAM's message names the action, the caller's account, and sometimes the ARN of the resource.
 */
function missingStatements(error: CallError, context: FailureContext): AllowStatement[] {
  const { call, detail } = error;
  const { partition, declaration, start } = context;
  const own = actionOf(call);
  const denied = deniedAction(error) ?? own;
  const actions: readonly string[] = denied === own ? [own, ...CALLS[call].alsoNeeds] : [denied];
  const account = /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(detail)?.[1];
  const [, named = ''] = /on resource: (?:policy )?(arn:\S+)/.exec(detail) ?? [];
  const typeOf = (arn: string): string => resourceOfArn(arn).replace(/\/.*/, '');
  const least = leastStatements(
    [{ declaration: withNamesOf(error, declaration), start }],
    { partition, account },
    (each) => each === call || actions.includes(actionOf(each)),
  );
  return actions.flatMap((action) => {
    // IAM may check an action that no call has, most likely on the resource of this call.
    const statement = least.find(({ Action }) => Action.includes(action)) ?? least[0];
    if (statement === undefined) return [];
    const resources = [statement.Resource].flat();
    const isNamed = resources.some((arn) => typeOf(arn) === typeOf(named));
    return [{ ...statement, Action: [action], Resource: isNamed ? [named] : resources }];
  });
}

/** Merges statements that differ only by their actions. */
function mergeActions(statements: readonly AllowStatement[]): AllowStatement[] {
  const groups = Map.groupBy(statements, (each) => JSON.stringify({ ...each, Action: [] }));
  return [...groups.values()].map((group) =>
    group.reduce((all, next) => ({ ...all, Action: [...new Set([all.Action, next.Action].flat())] })),
  );
}
