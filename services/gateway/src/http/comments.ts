import type { DescFile, FileRegistry } from '@bufbuild/protobuf';
import type { DescriptorProto, EnumDescriptorProto } from '@bufbuild/protobuf/wkt';

/** Anything declared in a proto file. */
interface Declared {
  readonly proto: object;
}

/** The comment above each declaration, as paragraphs. */
export type Comments = (desc: Declared) => string;

/** Reads all comments of a registry; descriptors keep them apart, by the path of field numbers to a declaration. */
export function readComments(registry: FileRegistry): Comments {
  const found = new Map<object, string>();
  for (const file of registry.files) readFile(file, found);
  return ({ proto }) => found.get(proto) ?? '';
}

function readFile({ proto }: DescFile, found: Map<object, string>): void {
  const byPath = new Map(
    proto.sourceCodeInfo?.location.map(({ path, leadingComments }) => [
      path.join(),
      paragraphs(leadingComments),
    ]),
  );
  const note = (declared: object, path: number[]): void => {
    found.set(declared, byPath.get(path.join()) ?? '');
  };
  const noteEnum = (declared: EnumDescriptorProto, path: number[]): void => {
    note(declared, path);
    declared.value.forEach((value, i) => note(value, [...path, 2, i]));
  };
  const noteMessage = (declared: DescriptorProto, path: number[]): void => {
    note(declared, path);
    declared.field.forEach((field, i) => note(field, [...path, 2, i]));
    declared.nestedType.forEach((nested, i) => noteMessage(nested, [...path, 3, i]));
    declared.enumType.forEach((nested, i) => noteEnum(nested, [...path, 4, i]));
  };
  // Field numbers of FileDescriptorProto, DescriptorProto, EnumDescriptorProto and ServiceDescriptorProto.
  proto.messageType.forEach((message, i) => noteMessage(message, [4, i]));
  proto.enumType.forEach((declared, i) => noteEnum(declared, [5, i]));
  proto.service.forEach((service, i) => {
    note(service, [6, i]);
    service.method.forEach((method, j) => note(method, [6, i, 2, j]));
  });
}

function paragraphs(comment: string): string {
  return comment
    .replace(/^ /gm, '')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll('\n', ' ').trim())
    .filter(Boolean)
    .join('\n\n');
}
