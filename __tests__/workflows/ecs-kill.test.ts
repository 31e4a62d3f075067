/**
 * The Action ecs-cluster is killed before and after each of its writes, then run again: bootstrap, repair and destroy end right.
 * Some of the cases by default; `npm run test:conformance` runs all.
 */
import { hasMoto } from '../harness/moto.ts';
import { EcsWorld, LONG, shape } from './ecs-world.ts';
import { FULL } from '../harness/full.ts';

const describeWithMoto = hasMoto('the Action ecs-cluster, killed') ? describe : describe.skip;

type When = 'before' | 'after';
interface Scenario {
  readonly writes: number;
  /** Position and time of the kills that run by default. */
  readonly selected: readonly (readonly [write: number, when: When])[];
  readonly mode?: 'destroy';
  readonly prepare: (w: EcsWorld) => Promise<unknown>;
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  bootstrap: { writes: 5, selected: [[2, 'after']], prepare: (w) => w.reset() },
  repair: {
    writes: 5,
    selected: [[2, 'before']],
    prepare: async (w) => {
      await w.present();
      const name = ['--auto-scaling-group-name', 'ec2-demo'];
      await w.aws('autoscaling', 'delete-auto-scaling-group', ...name, '--force-delete');
    },
  },
  destroy: { writes: 5, selected: [[1, 'after']], mode: 'destroy', prepare: (w) => w.present() },
};

describeWithMoto('a run that is killed', () => {
  const w = EcsWorld.forTests();

  describe.each(Object.entries(SCENARIOS))('%s', (_, { writes, selected, mode, prepare }) => {
    const kills = Array.from({ length: writes }, (__, write) => write).flatMap((write) =>
      (['before', 'after'] as const).map((when) => [write, when] as const),
    );
    test.each(FULL ? kills : selected)(
      'killed at write %i, %s it took effect',
      async (write, when) => {
        await prepare(w);
        const inputs = { ...w.ec2, ...(mode === undefined ? {} : { mode }) };
        let seen = 0;
        let killed = false;
        const strike = (): 'drop' => {
          killed = true;
          w.kill();
          return 'drop';
        };
        w.proxy.before = (call) => {
          if (killed) return 'drop';
          if (call.write) seen += 1;
          return call.write && seen === write + 1 && when === 'before' ? strike() : undefined;
        };
        w.proxy.after = (call) =>
          call.write && seen === write + 1 && when === 'after' ? strike() : undefined;
        expect((await w.script(inputs)).ok).toBe(false);
        expect(killed).toBe(true);

        w.proxy.reset();
        const again = await w.script(inputs);
        expect([again.ok, again.log]).toEqual([true, expect.not.stringContaining('::error')]);
        const state = await w.state();
        if (mode === 'destroy') {
          expect(state).toMatchObject({ clusters: [], providers: [], groups: [], templates: [] });
          return;
        }
        expect(shape(state)).toMatchObject({
          cluster: {
            capacityProviders: ['FARGATE', 'FARGATE_SPOT', 'ec2-demo'],
            defaultCapacityProviderStrategy: [{ capacityProvider: 'ec2-demo', weight: 1, base: 0 }],
          },
          providers: [{ name: 'ec2-demo', status: 'ACTIVE' }],
          groups: [{ MinSize: 0, MaxSize: 2 }],
          linked: [true, true],
        });
        expect([state.templates.length, state.templates[0]?.versions.length]).toEqual([1, 1]);
      },
      LONG,
    );

    // Otherwise a write that is new would not be killed.
    (FULL ? test : test.skip)(
      `makes ${writes} writes when it is not killed`,
      async () => {
        await prepare(w);
        await w.script({ ...w.ec2, ...(mode === undefined ? {} : { mode }) });
        expect(w.proxy.writes).toHaveLength(writes);
      },
      LONG,
    );
  });
});

if (!FULL)
  console.log('Left out: most kills of the Action ecs-cluster. `npm run test:conformance` runs them.');
