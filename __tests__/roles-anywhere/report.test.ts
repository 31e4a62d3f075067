/** Checks the report of a change to a profile. */
import { world } from '../harness/world.ts';
import { allow, nodes, READ_ONLY } from './nodes.ts';

test('the summary of a creation has a table, a diff, a diagram and commands', async () => {
  const w = await world();
  const inputs = nodes({ 'session-policy': allow('s3:GetObject'), 'managed-policy-arns': [READ_ONLY] });
  const { summary, lines } = await w.step({ ...inputs, mode: 'plan' });
  expect(lines.join('\n')).toContain(
    '+ roles-anywhere-profile/nodes: create the Roles Anywhere profile  [broadens access]',
  );
  expect(summary).toMatch(/Session policy(?:\*\*)?, new: \+\d+ −0/);
  expect(summary).toContain('+      "Action": [\n+        "s3:GetObject"');
  expect(summary).toMatch(/Roles Anywhere profile<br\/>nodes/);
  expect(summary).toMatch(/managed session policy<br\/>AmazonS3ReadOnlyAccess/);
  expect(summary).toMatch(
    /\| Roles Anywhere profile `nodes` \| create<br>sessions of 3600 s<br>for `role\/nodes`/,
  );
  expect(summary).not.toContain('{role-arn');
  expect(summary).toContain('aws rolesanywhere create-profile --name nodes --enabled');
});

test('the summary shows a change as a diff', async () => {
  const w = await world();
  await w.step(nodes({ 'session-policy': allow('s3:GetObject') }));
  const { summary } = await w.step({
    ...nodes({ enabled: false, 'session-policy': allow('s3:*') }),
    mode: 'plan',
  });
  expect(summary).toMatch(/Session policy(?:\*\*)?, changed: /);
  expect(summary).toMatch(/-\s+"s3:GetObject"/);
  expect(summary).toMatch(/\+\s+"s3:\*"/);
  expect(summary).toContain('| ~ | Roles Anywhere profile: enabled | true → false |');
});

test('the debug log names every request to the service', async () => {
  const w = await world();
  const { log } = await w.step(nodes());
  for (const name of ['ListProfiles 200', 'CreateProfile 201', 'ListTagsForResource 200'])
    expect(log).toContain(name);
});

test('text from the service stays inert', async () => {
  const w = await world();
  await w.step(nodes());
  const message = '::set-output name=x::y\n<img src=x> **bold** @octocat';
  w.emulator.setFaults({
    rules: [{ action: 'ListProfiles', error: { code: 'ValidationException', message, status: 400 } }],
  });
  const { summary, commands, outputs } = await w.step(nodes());
  expect(commands.map(({ name }) => name)).not.toContain('set-output');
  expect(outputs).not.toHaveProperty('x');
  expect(summary).not.toMatch(/(?<!\\)<img/);
});
