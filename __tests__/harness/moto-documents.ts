/** moto as a judge of policy documents. */
import {
  CreateRoleCommand,
  IAMClient,
  MalformedPolicyDocumentException,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import { startMoto, type Moto } from './moto.ts';
import { EC2_TRUST } from './workshop.ts';

/** Returns a function that puts a document on a role, and returns moto's words if it refuses. For one block of tests. */
export function motoRefusals() {
  const RoleName = 'documents';
  let moto: Moto;
  let client: IAMClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = new IAMClient({
      endpoint: moto.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    const AssumeRolePolicyDocument = JSON.stringify(EC2_TRUST);
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  });
  afterAll(async () => {
    client.destroy();
    await moto.close();
  });
  return async (kind: 'trust' | 'identity', document: PolicyDocument): Promise<string | undefined> => {
    const PolicyDocument = JSON.stringify(document);
    try {
      if (kind === 'trust')
        await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
      else await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
      return undefined;
    } catch (error) {
      if (error instanceof MalformedPolicyDocumentException) return error.message;
      throw error;
    }
  };
}
