import type { User } from './account.ts';
import { AwsError } from './errors.ts';
import { operation } from './operation.ts';
import * as shapes from './iam-shapes.ts';
import { required } from './shapes.ts';

const UserName = required(shapes.userName);

export const userOperations = {
  CreateUser: operation({
    write: true,
    input: { UserName, Path: shapes.path },
    run({ account }, input) {
      if (account.users.has(input.UserName)) {
        throw new AwsError('EntityAlreadyExists', `User with name ${input.UserName} already exists.`);
      }
      const path = input.Path ?? '/';
      const user: User = {
        UserName: input.UserName,
        UserId: account.id('AIDA'),
        Arn: account.arn('user', path, input.UserName),
        Path: path,
        CreateDate: new Date(),
        createdAtMs: account.now(),
      };
      account.users.put(user);
      const { UserName: name, UserId, Arn, Path, CreateDate } = user;
      return { User: { Path, UserName: name, UserId, Arn, CreateDate } };
    },
  }),

  DeleteUser: operation({
    write: true,
    input: { UserName },
    run({ account }, input) {
      const user = account.users.find(input.UserName);
      if (user === undefined) {
        throw new AwsError('NoSuchEntity', `The user with name ${input.UserName} cannot be found.`);
      }
      account.users.delete(user);
    },
  }),
};
