/**
 * Signed requests to services that are asked too little for an SDK client of their own: with the credentials, the signer,
 * the connections and the proxy that the IAM client has already.
 */
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { IAMClient } from '@aws-sdk/client-iam';
import { partitionOf } from './arn.ts';
import { firstSet } from './environment.ts';

/** The client of IAM, as far as others are reached by it. */
export interface Signer {
  readonly sdk: IAMClient;
  /** The region that the environment names. @throws Error when it names none */
  region(): Promise<string>;
}

export interface ServiceRequest {
  /** As in the endpoint's host and in the signature: `ec2`, `rolesanywhere`. */
  readonly service: string;
  /** The call's name and the how many-th request it is, for the record of calls. */
  readonly operation?: string;
  readonly attempt?: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body?: string;
}

export interface ServiceAnswer {
  readonly status: number;
  /** The error's code, where the protocol has it in a header. */
  readonly errorType: string | undefined;
  readonly body: string;
}

/**
 * Sends one request, once; whether to try again is the caller's to say.
 *
 * @throws Error of the network, or about credentials
 */
export async function signedRequest(
  client: Signer,
  request: ServiceRequest,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServiceAnswer> {
  const { service, method, path, query, contentType, body } = request;
  const { sdk } = client;
  const where = await client.region();
  const endpoint = new URL(
    firstSet(env, `AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL') ??
      `https://${service}.${where}.${partitionOf(where).dnsSuffix}`,
  );
  const signer = new SignatureV4({
    credentials: sdk.config.credentials,
    region: where,
    service,
    sha256: sdk.config.sha256,
  });
  const signed = await signer.sign(
    new HttpRequest({
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
      method,
      path,
      query: { ...query },
      headers: {
        host: endpoint.host,
        'content-type': contentType,
        ...(request.attempt === undefined ? {} : { 'amz-sdk-request': `attempt=${request.attempt}` }),
      },
      ...(body === undefined ? {} : { body }),
    }),
  );
  const { operation } = request;
  const { response } = (await sdk.config.requestHandler.handle(new HttpRequest(signed), {
    abortSignal: signal,
    ...(operation === undefined ? {} : { operation }),
  })) as { readonly response: HttpResponse };
  const bytes = await sdk.config.streamCollector(response.body);
  return {
    status: response.statusCode,
    errorType: response.headers['x-amzn-errortype'],
    body: new TextDecoder().decode(bytes),
  };
}
