/** The bundle on a Node that is too old. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { runStep } from '../../scripts/run-action.ts';

/** Makes Node pretend to be a version that lacks what newer ones brought. */
const old = (version: string): string =>
  `--import=data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'});delete(Map.groupBy)`;

test.each(['18.20.4', '20.20.2', '22.14.0'])(
  'Node %s: one error names the version that is needed',
  async (version) => {
    const step = await runStep({ 'role-name': 'web' }, { env: { NODE_OPTIONS: old(version) } });
    expect(step.exitCode).toBe(1);
    expect(step.log.match(/^::error.*$/gm)).toEqual([
      `::error title=IAM instance profile::This Action cannot run on Node ${version}: it needs Node 24. Update the runner to 2.327.1 or newer, which has it.`,
    ]);
    expect(step.log).not.toContain('groupBy');
    expect(step.outputs).toEqual({ status: 'failed' });
  },
);

test('a newer Node runs, and action.yml declares the version that the error names', async () => {
  const step = await runStep(
    { 'role-name': 'web' },
    { env: { NODE_OPTIONS: old('26.0.0').replace('delete(Map.groupBy)', '') } },
  );
  expect(step.log).toContain('No AWS region is set');
  const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as {
    runs: { using: string };
  };
  expect(action.runs.using).toBe('node24');
});
