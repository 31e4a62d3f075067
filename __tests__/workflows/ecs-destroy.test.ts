/** A destroy with other inputs than the apply, against moto: it must not leave capacity behind and succeed. */
import { hasMoto } from '../harness/moto.ts';
import { EcsWorld, LONG } from './ecs-world.ts';

const describeWithMoto = hasMoto('a destroy with other inputs') ? describe : describe.skip;

describeWithMoto('mode: destroy', () => {
  const w = EcsWorld.forTests();
  beforeEach(() => w.reset(), LONG);

  test(
    'with other values than the apply is refused before it writes, and names the capacity provider',
    async () => {
      // No AWS managed policies, which this account doesn't have.
      const inputs = {
        ...w.ec2,
        'name-prefix': 'demo-us',
        'instance-policies': '',
        'execution-policies': '',
      };
      expect((await w.bootstrap(inputs)).ok).toBe(true);
      for (const forgetful of [{ 'name-prefix': 'demo-us' }, { capacity: 'ec2' }, {}]) {
        const refused = await w.bootstrap({ ...forgetful, mode: 'destroy' });
        expect([refused.ok, w.proxy.writes]).toEqual([false, []]);
        expect(refused.log).toContain(
          '::error::cluster/demo runs on the capacity provider "ec2-demo-us", which these inputs would leave.',
        );
      }
      expect((await w.bootstrap({ ...inputs, mode: 'destroy' })).ok).toBe(true);
      expect(await w.state()).toMatchObject({ clusters: [], providers: [], groups: [], roles: {} });
    },
    LONG,
  );

  test(
    'keeps to its own capacity: a provider that another tool attached is no obstacle',
    async () => {
      await w.script();
      const attach = ['--capacity-providers', 'FARGATE', 'ec2-other', '--default-capacity-provider-strategy'];
      await w.aws(
        'ecs',
        'put-cluster-capacity-providers',
        '--cluster',
        'demo',
        ...attach,
        'capacityProvider=FARGATE',
      );
      expect((await w.script({ mode: 'destroy' })).ok).toBe(true);
      expect((await w.state()).clusters).toEqual([]);
    },
    LONG,
  );
});
