/** A failure in words: what failed, what came back, and what to do about it. */
import { InputError, problemLine } from '../config/problem.ts';
import type { Declaration } from '../config/declaration.ts';
import { Cancelled } from '../iam/cancellation.ts';
import type { IamCall } from '../iam/calls.ts';
import { CallError, isUnknownPrincipal } from '../iam/errors.ts';
import { statementFor } from '../iam/permissions.ts';
import type { State } from '../resources/state.ts';

export interface AdviceContext {
  readonly partition: string;
  readonly declaration: Declaration | undefined;
  /** What IAM showed at the start, where it did. */
  readonly start: State | undefined;
}

/** The whole message, of several lines; the same in log, annotation, summary and comment. */
export function describeFailure(error: Error, context: AdviceContext): string {
  if (error instanceof InputError) {
    const { problems } = error;
    const head =
      problems.length === 1 ? 'One input is wrong:' : `${problems.length} problems with the inputs:`;
    return [head, ...problems.map((problem) => `- ${problemLine(problem)}`)].join('\n');
  }
  if (error instanceof Cancelled) return 'The run was cancelled.';
  if (error instanceof CallError) {
    return [error.message, ...advice(error, context)].join('\n');
  }
  if (error.name === 'CredentialsProviderError')
    return `There are no AWS credentials: ${error.message}\n${CREDENTIALS}`;
  return error.message;
}

const CREDENTIALS =
  'Give the job `permissions: id-token: write` and run aws-actions/configure-aws-credentials before this step.';

function* advice(error: CallError, context: AdviceContext): Generator<string> {
  switch (error.code) {
    case 'AccessDenied':
    case 'AccessDeniedException':
    case 'UnauthorizedOperation':
      yield* accessDenied(error, context);
      return;
    case 'CredentialsProviderError':
      yield `There are no AWS credentials. ${CREDENTIALS}`;
      return;
    case 'InvalidClientTokenId':
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'SignatureDoesNotMatch':
    case 'MissingAuthenticationToken':
    case 'UnrecognizedClientException':
      yield CREDENTIALS;
      return;
    case 'LimitExceeded':
      yield 'A quota of the account is used up: remove what is not needed, or ask AWS for a higher one (Service Quotas, IAM).';
      return;
    case 'MalformedPolicyDocument':
      yield isUnknownPrincipal(error)
        ? 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.'
        : 'Correct the document; IAM Access Analyzer (`aws accessanalyzer validate-policy`) says more.';
      return;
    case 'UnmodifiableEntity':
      yield 'Only the AWS service that owns it can change it: choose another name.';
      return;
    case 'EntityAlreadyExists':
      yield 'Names are unique in an account, whatever their case and path: choose another, or remove the other one.';
      return;
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      yield "The endpoint's certificate is not valid now: renew it, and check the clock of the runner.";
      return;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      yield 'The certificate is for another host: check AWS_ENDPOINT_URL, and whether a proxy (HTTPS_PROXY) answers in place of AWS.';
      return;
    default:
      if (UNTRUSTED.test(error.code)) {
        yield 'The runner does not trust who signed the certificate of the endpoint or proxy: set NODE_EXTRA_CA_CERTS in the `env` of the step to a PEM file with the certificate of your own CA.';
        return;
      }
      if (error.unanswered) {
        yield 'IAM gave no answer: check the network of the runner, its proxy (HTTPS_PROXY, NO_PROXY), AWS_REGION and AWS_ENDPOINT_URL.';
      }
  }
}

/** OpenSSL's codes for a chain that ends in no certificate Node knows: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)|CERT_(?:UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|INVALID_CA)$/;

/** IAM's message names the action it refused, the resource, and the caller, in whose account the resource is. */
function* accessDenied(error: CallError, context: AdviceContext): Generator<string> {
  const { partition, declaration, start } = context;
  const denied = /not authorized to perform: ([\w-]+:\w+)/.exec(error.detail)?.[1];
  const account = /arn:[\w-]+:(?:sts|iam)::(\d{12}):/.exec(error.detail)?.[1];
  const statement = statementFor(
    error.call as IamCall,
    error.input,
    {
      account,
      partition,
      named: /on resource: (arn:\S+)/.exec(error.detail)?.[1],
      rolePath: start?.role?.path ?? declaration?.role?.path ?? '/',
      instanceProfilePath: start?.instanceProfile?.path ?? declaration?.role?.instanceProfile?.path ?? '/',
    },
    denied,
  );
  if (denied === 'iam:PassRole') {
    const [deed, service] =
      error.call === 'AddRoleToInstanceProfile'
        ? ['Putting a role into an instance profile', 'EC2']
        : ['Listing a role in a profile', 'Roles Anywhere'];
    yield `${deed} hands it to ${service}, so IAM also asks for iam:PassRole on the role.`;
  }
  yield `Allow the caller: ${JSON.stringify(statement)}`;
  if (/explicit deny/i.test(error.detail))
    yield 'A policy denies it explicitly, which no Allow can override.';
}
