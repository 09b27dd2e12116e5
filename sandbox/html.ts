export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A plain page of the pretend Clio. `body` is markup whose values were escaped. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><style>body{font:16px/1.5 sans-serif;max-width:44rem;margin:0 auto;padding:1rem}label{display:block;margin-top:.75rem;font-weight:600}input[type=text],input[type=url],input[type=email],textarea,select{width:100%;box-sizing:border-box;padding:.4rem;font:inherit}button{font:inherit;padding:.5rem 1rem;margin:.75rem .5rem 0 0}table{border-collapse:collapse}td,th{text-align:left;padding:.25rem .75rem .25rem 0}.banner{background:#333;color:#fff;padding:.5rem 1rem;margin:-1rem -1rem 1rem}td label{display:inline;font-weight:400;margin:0}</style></head><body><p class="banner">Sandbox Clio: not the real one</p><main><h1>${escape(title)}</h1>${body}</main></body></html>`;
}
