/** Every place of a source where something is checked, and the source with a switch at each. */
import { parseSync } from 'vite';

export interface Site {
  readonly id: number;
  /** The file, from the package's src on. */
  readonly file: string;
  /** The text that is switched off; with the file it names the place, whatever is edited around it. */
  readonly text: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

interface Edit {
  readonly at: number;
  readonly text: string;
  /** What opens further out comes first, what closes further out comes last. */
  readonly depth: number;
  readonly closes: boolean;
}

/**
 * Switches: a statement that throws, gives up, or calls something named `require…` can be left out, and so can an
 * operand of what is asked, and a factor of a product; random scalars can all be one; an option of a decoder can be
 * made laxer. `firstId` numbers the first of them.
 */
export function withSwitches(
  file: string,
  source: string,
  firstId: number,
): { source: string; sites: Site[] } {
  const { program } = parseSync(file, source);
  const sites: Site[] = [];
  const edits: Edit[] = [];

  const wrap = (
    node: Node,
    depth: number,
    make: (id: number) => readonly [before: string, after: string],
  ) => {
    const id = firstId + sites.length;
    sites.push({ id, file, text: source.slice(node.start, node.end).replace(/\s+/g, ' ').slice(0, 120) });
    const [before, after] = make(id);
    edits.push({ at: node.start, text: before, depth, closes: false });
    edits.push({ at: node.end, text: after, depth, closes: true });
  };
  const leftOut = (node: Node, depth: number) =>
    wrap(node, depth, (id) => [`{ if (!globalThis.removed(${id})) `, ' }']);

  const visit = (node: Node, depth: number, parent: Node | undefined) => {
    if (isCheck(node, parent)) leftOut(node, depth);
    if (isAsked(node, parent)) {
      // Left out: what `||` and `&&` do not notice stands in its place.
      const neutral = node.operator === '||' ? 'false' : 'true';
      for (const operand of operands(node)) {
        wrap(operand, depth + 1, (id) => [`(globalThis.removed(${id}) ? ${neutral} : (`, '))']);
      }
    }
    for (const element of factors(node)) {
      wrap(element, depth + 1, (id) => [`...(globalThis.removed(${id}) ? [] : [`, '])']);
    }
    const width = scalarWidth(node);
    if (width) wrap(node, depth, (id) => [`globalThis.levelled(${id}, ${width}, `, ')']);
    if (isStrictness(node)) {
      const value = node.value as Node;
      const lax = (node.key as { name: string }).name === 'infinity' ? 'true' : 'false';
      const same = source.slice(value.start, value.end) === lax;
      const shorthand = node.shorthand === true;
      if (!same && !shorthand)
        wrap(value, depth + 1, (id) => [`(globalThis.removed(${id}) ? ${lax} : (`, '))']);
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === 'parent') continue;
      for (const one of Array.isArray(child) ? child : [child]) {
        if (one && typeof (one as Node).type === 'string') visit(one as Node, depth + 2, node);
      }
    }
  };
  visit(program as unknown as Node, 0, undefined);

  edits.sort((a, b) => {
    if (a.at !== b.at) return a.at - b.at;
    if (a.closes !== b.closes) return a.closes ? -1 : 1;
    return a.closes ? b.depth - a.depth : a.depth - b.depth;
  });
  let [result, last] = ['', 0];
  for (const { at, text } of edits) {
    result += source.slice(last, at) + text;
    last = at;
  }
  return { source: result + source.slice(last), sites };
}

const nameOf = (callee: Node): string =>
  callee.type === 'MemberExpression'
    ? nameOf(callee.property as Node)
    : ((callee.name as string | undefined) ?? '').replace(/^#/, '');

function isCheck(node: Node, parent: Node | undefined): boolean {
  if (node.type === 'ThrowStatement') return true;
  if (node.type === 'ReturnStatement') {
    const argument = node.argument as Node | null;
    const givesUp = argument?.type === 'Literal' && argument.value === false;
    return givesUp && parent?.type === 'IfStatement';
  }
  if (node.type !== 'ExpressionStatement') return false;
  let call = node.expression as Node;
  if (call.type === 'AwaitExpression') call = call.argument as Node;
  if (call.type !== 'CallExpression') return false;
  const name = nameOf(call.callee as Node);
  // A factor that is added to those of a product.
  if (name === 'push') return JSON.stringify(call.arguments).includes('Pairs');
  return /^(require|refuse)/.test(name);
}

/** Conditions of which one is enough to refuse, and what a function answers. */
function isAsked(node: Node, parent: Node | undefined): boolean {
  if (node.type !== 'LogicalExpression' || !parent) return false;
  const { operator } = node;
  if (operator !== '||' && operator !== '&&') return false;
  if (parent.type === 'IfStatement')
    return operator === '||' && parent.test === node && refuses(parent.consequent as Node);
  return parent.type === 'ReturnStatement' || parent.type === 'ArrowFunctionExpression';
}

function refuses(statement: Node): boolean {
  if (statement.type === 'BlockStatement') return (statement.body as Node[]).some(refuses);
  if (statement.type === 'ReturnStatement') {
    const argument = statement.argument as Node | null;
    return argument?.type === 'Literal' && argument.value === false;
  }
  return statement.type === 'ThrowStatement';
}

/** The factors that a product of pairings is put together from. */
function factors(node: Node): Node[] {
  if (node.type !== 'CallExpression' || nameOf(node.callee as Node) !== 'joinPairs') return [];
  const list = (node.arguments as Node[])[1];
  return list?.type === 'ArrayExpression' ? (list.elements as Node[]) : [];
}

/** Bytes of each of the random scalars that a call draws. */
function scalarWidth(node: Node): number | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const widths: Record<string, number> = { freshScalars: 16, combinationScalars: 16, randomWeights: 32 };
  return widths[nameOf(node.callee as Node)];
}

/** a, b and c of `a || b || c`. */
function operands(node: Node): Node[] {
  const sides = [node.left as Node, node.right as Node];
  return sides.flatMap((side) =>
    side.type === 'LogicalExpression' && side.operator === node.operator ? operands(side) : [side],
  );
}

/** What a decoder is told to let pass. */
function isStrictness(node: Node): boolean {
  const key = node.key as { name?: string } | undefined;
  return node.type === 'Property' && (key?.name === 'infinity' || key?.name === 'subgroup');
}
