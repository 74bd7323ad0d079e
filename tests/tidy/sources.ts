// Reads the sources once and takes from them what the tidy test looks at.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const root = path.resolve(import.meta.dirname, '../..');

export type Source = {
  /** From the root, with slashes: app/sync/read.server.ts */
  file: string;
  text: string;
  lines: string[];
  imports: { target: string; isTypeOnly: boolean }[];
  tree: ts.SourceFile;
};

/** Every file that git knows or would take. */
export const files: string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
)
  .split('\n')
  .filter(Boolean);

export const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const isSource = (file: string) => /\.(ts|tsx|mjs|cjs|js|jsx)$/.test(file);
const isWrittenByHand = (file: string) =>
  !/\.generated\.ts$/.test(file) &&
  !/^extensions\/[^/]+\/assets\//.test(file) &&
  !/^tests\/fixtures\//.test(file);

export const sources: Source[] = files
  .filter((file) => isSource(file) && isWrittenByHand(file))
  .flatMap((file) => {
    try {
      return [parse(file, read(file))];
    } catch {
      return []; // deleted in the work tree but still known to git
    }
  });

function parse(file: string, text: string): Source {
  const kind = /x$/.test(file) ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  return { file, text, lines: text.split('\n'), imports: importsOf(file, tree), tree };
}

/** What a file imports: files of ours from the root, packages by name. */
function importsOf(file: string, tree: ts.SourceFile): Source['imports'] {
  const found: Source['imports'] = [];
  const visit = (node: ts.Node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const name = (node.moduleSpecifier as ts.StringLiteral).text;
      const isTypeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.isTypeOnly === true
        : node.isTypeOnly;
      found.push({ target: resolve(file, name), isTypeOnly });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteralLike(argument)) {
        found.push({ target: resolve(file, argument.text), isTypeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function resolve(file: string, name: string): string {
  if (name.startsWith('#app/')) return name.slice(1);
  if (!name.startsWith('.')) return name;
  return path.posix.join(path.posix.dirname(file), name).replace(/\?.*$/, '');
}

/** Every function of a file with its name and its length in lines. */
export function functionsOf({ tree }: Source): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const from = tree.getLineAndCharacterOfPosition(node.getStart()).line;
      const to = tree.getLineAndCharacterOfPosition(node.end).line;
      found.push({ name: nameOf(node), lines: to - from + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  return ts.isVariableDeclaration(parent) ? parent.name.getText() : 'a function without a name';
}
