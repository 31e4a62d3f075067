/** An endpoint whose certificate Node does not trust: the message explains how to trust it, and that works. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as forward } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { selfSigned } from '../harness/certificate.ts';
import { emulated } from '../harness/emulated.ts';

let directory: string;
let server: Server | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'certificates-'));
});
afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  await rm(directory, { recursive: true });
});

/** Starts an endpoint over TLS in front of an emulator. @returns the environment of a step that uses it */
async function endpoint(certificate: {
  readonly key: string;
  readonly cert: string;
}): Promise<Record<string, string>> {
  const { environment } = await emulated();
  const { port: to } = new URL(environment.AWS_ENDPOINT_URL);
  server = createServer(certificate, (incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const further = forward({ host: '127.0.0.1', port: to, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(further);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { ...environment, AWS_ENDPOINT_URL: `https://localhost:${port}` };
}

async function failure(env: Readonly<Record<string, string>>): Promise<string> {
  const step = await runStep({ 'role-name': 'r' }, { env });
  expect(step.exitCode).toBe(1);
  const errors = parseLog(step.log).commands.filter(({ name }) => name === 'error');
  expect(errors).toHaveLength(1);
  return errors[0]?.data ?? '';
}

test('a self-signed certificate: NODE_EXTRA_CA_CERTS is the remedy, and it works', async () => {
  const certificate = selfSigned();
  const env = await endpoint(certificate);
  const message = await failure(env);
  expect(message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(message).toMatch(/set NODE_EXTRA_CA_CERTS .* PEM file/);
  expect(message).not.toContain('check the network');
  const file = join(directory, 'ca.pem');
  await writeFile(file, certificate.cert);
  const step = await runStep({ 'role-name': 'r' }, { env: { ...env, NODE_EXTRA_CA_CERTS: file } });
  expect(step).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
});

test.each([
  ['an expired certificate', selfSigned(-5), /CERT_HAS_EXPIRED[^]*renew it, and check the clock/],
  [
    'a certificate for another host',
    selfSigned(1, 'other.test'),
    /ALTNAME_INVALID[^]*for another host: check AWS_ENDPOINT_URL/,
  ],
])('%s has a remedy of its own', async (_, certificate, words) => {
  const env = await endpoint(certificate);
  const file = join(directory, 'ca.pem');
  await writeFile(file, certificate.cert);
  const message = await failure({ ...env, NODE_EXTRA_CA_CERTS: file });
  expect(message).toMatch(words);
  expect(message).not.toContain('check the network');
});
