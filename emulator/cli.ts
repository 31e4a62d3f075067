import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Faults } from './faults.ts';
import type { PolicyDocument } from './policy-document.ts';
import { type EmulatorOptions, startEmulator } from './server.ts';

const usage = `Usage: npm run emulator -- [options]

  --port N                         (any free one)
  --account-id N                   (123456789012)
  --partition NAME                 (aws)
  --seed N                         (1)
  --page-size N                    items on a page of a list (100)
  --attached-policies-per-role N   (10)
  --policy JSON|FILE               enforce this identity-based policy
  --faults JSON|FILE               see emulator/faults.ts
  --help`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'account-id': { type: 'string' },
    partition: { type: 'string' },
    seed: { type: 'string' },
    'page-size': { type: 'string' },
    'attached-policies-per-role': { type: 'string' },
    policy: { type: 'string' },
    faults: { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  console.log(usage);
} else {
  const emulator = await startEmulator(given());
  for (const [name, value] of Object.entries(emulator.environment)) console.log(`export ${name}=${value}`);
  console.error(
    '# An IAM in memory. Put the lines above in another shell, then use `aws iam` as ever; Ctrl-C ends it.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
}

function given(): EmulatorOptions {
  return {
    ...(values.port === undefined ? {} : { port: wholeNumber(values.port, 'port') }),
    ...(values['account-id'] === undefined ? {} : { accountId: values['account-id'] }),
    ...(values.partition === undefined ? {} : { partition: values.partition }),
    ...(values.seed === undefined ? {} : { seed: wholeNumber(values.seed, 'seed') }),
    ...(values['page-size'] === undefined ? {} : { pageSize: wholeNumber(values['page-size'], 'page-size') }),
    ...(values['attached-policies-per-role'] === undefined
      ? {}
      : {
          attachedPoliciesPerRole: wholeNumber(
            values['attached-policies-per-role'],
            'attached-policies-per-role',
          ),
        }),
    ...(values.policy === undefined ? {} : { policy: json(values.policy) as PolicyDocument }),
    ...(values.faults === undefined ? {} : { faults: json(values.faults) as Faults }),
  };
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${option} wants a whole number, not '${text}'.`);
  return Number(text);
}

/** JSON itself, or the path of a file of it. */
function json(text: string): unknown {
  return JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
}
