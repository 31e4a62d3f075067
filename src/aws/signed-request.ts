/**
 * Signed requests to services that the Action calls too rarely for an SDK client of their own.
 */
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { IAMClient } from '@aws-sdk/client-iam';
import { partitionOf } from './arn.ts';
import { firstSet } from './environment.ts';

/** The parts of the IAM client that requests to other services use. */
export interface AwsConnection {
  readonly sdk: IAMClient;
  /** Returns the region that the environment names. @throws Error if it names none */
  region(): Promise<string>;
}

export interface ServiceRequest {
  /** The name in the endpoint's host and in the signature: `ec2`, `rolesanywhere`. */
  readonly service: string;
  /** Operation name and attempt number, for the call log. */
  readonly operation?: string;
  readonly attempt?: number;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body?: string;
}

export interface ServiceResponse {
  readonly status: number;
  /** The error's code, if the protocol has it in a header. */
  readonly errorType: string | undefined;
  readonly body: string;
}

/**
 * Sends one request, once. The caller decides whether to retry.
 *
 * @throws Error of the network, or about credentials
 */
export async function signedRequest(
  client: AwsConnection,
  request: ServiceRequest,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ServiceResponse> {
  const { service, method, path, query, contentType, body } = request;
  const { sdk } = client;
  const region = await client.region();
  const endpoint = new URL(
    firstSet(env, `AWS_ENDPOINT_URL_${service.toUpperCase()}`, 'AWS_ENDPOINT_URL') ??
      `https://${service}.${region}.${partitionOf(region).dnsSuffix}`,
  );
  const signer = new SignatureV4({
    credentials: sdk.config.credentials,
    region,
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
