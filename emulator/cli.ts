import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Faults } from './faults.ts';
import type { PolicyDocument } from './policy-statements.ts';
import { type EmulatorOptions, startEmulator } from './server.ts';

const usage = `Usage: npm run emulator -- [options]

  --port N                         (any free port)
  --account-id N                   (123456789012)
  --partition NAME                 (aws)
  --seed N                         (1)
  --page-size N                    items per page of a list (100)
  --attached-policies-per-role N   (10)
  --policy JSON|FILE               enforce this identity-based policy
  --faults JSON|FILE               faults to inject, see below
  --help

Faults, all optional (emulator/faults.ts):

  lagMs                    maximum delay of reads, in ms
  ec2LagMs                 delay until EC2 sees an instance profile, in ms
  latencyMs                duration of each call, in ms
  throttle                 {"ratePerSecond":N,"burst":N}, over all calls
  invalidPrincipalMs       time until a new role or user is a valid principal, in ms
  concurrentModification   true: refuse a write while another write of its entity is in progress; needs latencyMs
  rules                    a list; each rule applies to the calls that match all of its fields:
    action                 name of the call (default: every call)
    nth, from              only the k-th matching call; every call from the k-th
    rate                   probability, 0 to 1
    times                  maximum number of faults
    error                  {"code":"Throttling","message":…,"status":…}, or one of
                           lost-reply, reset, reset-mid-reply, hang, hang-after, hang-mid-reply

  --faults '{"rules":[{"action":"CreateRole","nth":1,"error":"lost-reply"}]}'`;

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
  const emulator = await startEmulator(optionsFromArguments());
  for (const [name, value] of Object.entries(emulator.environment)) console.log(`export ${name}=${value}`);
  console.error(
    '# IAM in memory. Run the lines above in another shell, then use `aws iam` as usual. Press Ctrl-C to stop.',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
}

function optionsFromArguments(): EmulatorOptions {
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
    ...(values.policy === undefined ? {} : { policy: parseJson(values.policy) as PolicyDocument }),
    ...(values.faults === undefined ? {} : { faults: parseJson(values.faults) as Faults }),
  };
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`--${option} must be a whole number, not '${text}'.`);
  return Number(text);
}

/** Parses JSON, or a file of JSON if the text is a path. */
function parseJson(text: string): unknown {
  return JSON.parse(existsSync(text) ? readFileSync(text, 'utf8') : text);
}
