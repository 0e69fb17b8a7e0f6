// What front ends generate code with reads the schema, and the documents of the stories: the compiler of Relay, and
// GraphQL Code Generator as Apollo's manual sets it up.
//
//   node codegen.mjs FOLDER

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/client-preset";
import { buildASTSchema, Kind, parse, print, visit } from "graphql";

const [folder] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sdl = readFileSync(here("../../schema.graphql"), "utf8");
// It asks about the schema itself, of which nobody generates types.
const documents = readdirSync(here("../documents"))
  .filter((name) => name !== "introspection.graphql")
  .map((name) => ({ name, document: parse(readFileSync(here(`../documents/${name}`), "utf8")) }));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// For the others, which take all in one file.
writeFileSync(join(folder, "schema.graphql"), sdl);
writeFileSync(join(folder, "documents.graphql"), withoutDoubles().map(({ document }) => print(document)).join("\n\n"));
relay(join(folder, "relay"));
await apollo(join(folder, "apollo"));

/** Documents stand in modules, and are named after them and what they do. */
function relay(folder) {
  const source = join(folder, "src");
  mkdirSync(source, { recursive: true });
  writeFileSync(
    join(folder, "relay.config.json"),
    JSON.stringify({
      src: "./src",
      schema: "../schema.graphql",
      language: "typescript",
      eagerEsModules: true,
      schemaConfig: { nodeInterfaceIdField: "id", nodeInterfaceIdVariableName: "id" },
    }),
  );
  for (const { document } of documents) {
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const module = operation.name.value;
    const ending = operation.operation[0].toUpperCase() + operation.operation.slice(1);
    const named = (node, value) => ({ ...node, name: { ...node.name, value } });
    const renamed = visit(document, {
      OperationDefinition: (node) => named(node, `${module}${ending}`),
      FragmentDefinition: (node) => named(node, `${module}_${node.name.value}`),
      FragmentSpread: (node) => named(node, `${module}_${node.name.value}`),
      // Relay takes what has a default for what may be null.
      VariableDefinition: ({ type, ...node }) => ({ ...node, type: node.defaultValue ? (type.type ?? type) : type }),
    });
    const tagged = renamed.definitions.map((definition) => `graphql\`\n${print(definition)}\n\`;\n`);
    writeFileSync(join(source, `${module}.ts`), tagged.join("\n"));
  }
  execFileSync(here("node_modules/.bin/relay-compiler"), [], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  mustHave(readdirSync(join(source, "__generated__")));
}

async function apollo(folder) {
  const schema = parse(sdl);
  const files = await preset.buildGeneratesSection({
    schema,
    schemaAst: buildASTSchema(schema),
    documents: withoutDoubles().map(({ name, document }) => ({ location: name, rawSDL: print(document), document })),
    baseOutputDir: `${folder}/`,
    presetConfig: { fragmentMasking: false },
    plugins: [],
    pluginMap: {},
    config: {
      strictScalars: true,
      scalars: { Date: "string", DateTime: "string", Decimal: "string", JSON: "unknown", Revision: "string" },
      nonOptionalTypename: true,
      skipTypeNameForRoot: true,
      useTypeImports: true,
    },
  });
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    writeFileSync(file.filename, await codegen(file));
  }
  const generated = readFileSync(join(folder, "graphql.ts"), "utf8");
  mustHave(generated.match(/export const \w+Document\b/g) ?? []);
}

/** Two documents have the same fragment, which is one. */
function withoutDoubles() {
  const seen = new Set();
  const isNew = ({ kind, name }) => {
    const key = `${kind} ${name.value}`;
    return !seen.has(key) && seen.add(key);
  };
  return documents.map(({ name, document }) => ({
    name,
    document: { ...document, definitions: document.definitions.filter(isNew) },
  }));
}

function mustHave(generated) {
  if (generated.length < documents.length) {
    throw new Error(`only ${generated.length} of ${documents.length} were generated`);
  }
  console.log(`${generated.length} generated`);
}
