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
  --faults JSON|FILE               what goes wrong, see below
  --help

Faults, all optional (emulator/faults.ts):

  lagMs                    reads are up to so many ms behind
  ec2LagMs                 EC2 learns of an instance profile so many ms later
  latencyMs                each call takes so long
  throttle                 {"ratePerSecond":N,"burst":N}, over all calls
  invalidPrincipalMs       a new role or user is no valid principal for so long
  concurrentModification   true: a write is refused while another of its entity is under way; give latencyMs too
  rules                    a list; each strikes the calls that meet all that it says:
    action                 the call's name; any call when left out
    nth, from              only the k-th such call; from the k-th on
    rate                   how likely, 0 to 1
    times                  how often at most
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
