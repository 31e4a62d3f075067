import DOMPurify from 'dompurify';
import fc from 'fast-check';
import mermaid from 'mermaid';
import { diagram } from '../../src/report/diagram.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { State } from '../../src/resources/resource.ts';
import { states } from './states.ts';
import { FULL } from '../harness/full.ts';

// Mermaid's parser asks for it by the way; what it does needs a browser, and parsing does not.
Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (text: string) => text });

const source = (markdown: string): string => markdown.replace(/^```mermaid\n|\n```$/g, '');
const lines = (before: State, after: State): string[] => source(diagram(before, after) ?? '').split('\n');

test('Mermaid parses the diagram of any two states, and finds the intended nodes', async () => {
  let drawn = 0;
  // Only this loads the kinds of diagrams that there are.
  await mermaid.parse('flowchart LR');
  await fc.assert(
    fc.asyncProperty(states, async ([before, after]) => {
      const markdown = diagram(before, after);
      if (markdown === undefined) return;
      drawn += 1;
      const text = source(markdown);
      expect(text).not.toContain('```');
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- parse() does not return the diagram
      const parsed = await mermaid.mermaidAPI.getDiagramFromText(text);
      const { vertices, edges } = parsed.db as unknown as {
        vertices: Map<string, { text: string }>;
        edges: unknown[];
      };
      const meant = text.split('\n').filter((line) => /^ {2}n\d+[[(]/.test(line)).length;
      expect(vertices.size).toBe(meant);
      expect(edges).toHaveLength(meant - 1);
      expect(text.length).toBeLessThan(50_000);
    }),
    { numRuns: FULL ? 650 : 60 },
  );
  expect(drawn).toBeGreaterThanOrEqual(FULL ? 500 : 40);
});

const service = (...Service: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const role: Role = {
  name: 'demo',
  path: '/',
  description: '',
  maxSessionDuration: 3600,
  trust: service('ec2.amazonaws.com'),
  boundary: undefined,
  tags: new Map(),
  managedPolicies: new Set(['arn:aws:iam::aws:policy/Stays', 'arn:aws:iam::aws:policy/Goes']),
  inlinePolicies: new Map([['own', service('a')]]),
  instanceProfiles: new Set(),
  identity: undefined,
};
const profile = {
  name: 'demo',
  path: '/',
  tags: new Map<string, string>(),
  role: { name: 'demo', id: '1' },
  identity: undefined,
};
const before: State = { role, instanceProfile: profile };

test('the diagram marks additions, removals and changes, by words and by line', () => {
  const after: State = {
    role: {
      ...role,
      trust: service('ec2.amazonaws.com', 'pods.eks.amazonaws.com'),
      managedPolicies: new Set(['arn:aws:iam::aws:policy/Stays', 'arn:aws:iam::aws:policy/Comes']),
      inlinePolicies: new Map([['own', service('b')]]),
      boundary: 'arn:aws:iam::1:policy/Bound',
    },
    instanceProfile: profile,
  };
  expect(lines(before, after)).toMatchSnapshot();
});

test('a diagram without changes has no marks', () => {
  expect(lines(before, before).join('\n')).not.toMatch(/new|changed|removed|Style|class/);
});

test('a deletion of everything has no diagram', () => {
  expect(diagram(before, { role: undefined, instanceProfile: undefined })).toBeUndefined();
});

test('a diagram of many nodes shows the changed ones, and counts the rest', () => {
  const managedPolicies = new Set(
    Array.from({ length: 20 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`),
  );
  const text = lines(
    { ...before, role: { ...role, managedPolicies } },
    {
      ...before,
      role: { ...role, managedPolicies: new Set([...managedPolicies, 'arn:aws:iam::aws:policy/Z']) },
    },
  ).join('\n');
  expect(text).toContain('managed policy<br/>Z"');
  expect(text).toContain('managed policy<br/>and 9 more"');
});
