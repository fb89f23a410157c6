import type { Server } from '@grpc/grpc-js';
import { descriptorSet } from '@fuxing/contracts';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { ReflectionService } from '@grpc/reflection';

/**
 * Serves gRPC server reflection from the compiled contracts.
 *
 * @param pkg whose services are listed; absent: all public ones
 */
export function addReflection(server: Server, pkg?: string): void {
  const files = fromBinary(FileDescriptorSetSchema, descriptorSet()).file;
  const services = files
    .filter((file) => (pkg === undefined ? file.package.startsWith('fuxing.') : file.package === pkg))
    .flatMap((file) => file.service.map((service) => `${file.package}.${service.name}`));
  // The library takes what proto-loader makes and reads only this one property of it.
  const fileDescriptorProtos = files.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
  const asLoaded = { fuxing: { fileDescriptorProtos } } as unknown as ConstructorParameters<
    typeof ReflectionService
  >[0];
  new ReflectionService(asLoaded, { services }).addToServer(server);
}
