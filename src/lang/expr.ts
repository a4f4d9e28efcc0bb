/** The syntax tree of an equation. `at` is the offset in the text where the node begins. */
export type Expr =
  | { kind: 'number'; value: number; unit?: string; at: number } // 0.5, '5 ms'
  | { kind: 'name'; name: string; at: number } // dotted: v, soma.v, phase.is.forward
  | { kind: 'unary'; op: '-' | '!'; arg: Expr; at: number }
  | { kind: 'binary'; op: BinaryOp; left: Expr; right: Expr; at: number }
  | { kind: 'choose'; test: Expr; yes: Expr; no: Expr; at: number } // test ? yes : no
  | { kind: 'call'; fn: string; args: Expr[]; at: number }

export type BinaryOp = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||'
