import type { Theme } from '../common/theme.js';

/**
 * Returns the only stylesheet. It is embedded in each page, so that a page is one response and needs no other path,
 * which a proxy might not forward.
 */
export function styleOf({ colour }: Theme): string {
  return `:root{color-scheme:light dark;--ground:#f3f4f6;--sheet:#fff;--text:#1f2937;--faint:#4b5563;--line:#6b7280;--fault:#b42318;--brand:${colour};--accent:${colour}}
@media (prefers-color-scheme:dark){:root{--ground:#111827;--sheet:#1f2937;--text:#f3f4f6;--faint:#cbd5e1;--line:#9ca3af;--fault:#ffb4ab;--brand:#f3f4f6}}
*{box-sizing:border-box}
body{margin:0;padding:24px 12px;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;overflow-wrap:anywhere}
.sheet{max-width:30rem;margin:0 auto;padding:24px clamp(16px,6vw,32px);border-radius:8px;background:var(--sheet)}
.brand{margin:0 0 24px;font-weight:700;color:var(--brand)}
.brand img{display:block;max-width:100%;height:32px}
h1{margin:0 0 12px;font-size:1.375rem;line-height:1.3}
p{margin:0 0 16px}
label{display:block;font-weight:600}
input{display:block;width:100%;margin:4px 0 16px;padding:10px 12px;border:1px solid var(--line);border-radius:6px;background:var(--sheet);color:var(--text);font:inherit}
input[readonly]{border-color:transparent;padding-left:0}
input[aria-invalid=true]{border:2px solid var(--fault)}
.choice{display:flex;gap:12px;align-items:flex-start;margin:0 0 16px;font-weight:400}
.choice input{width:20px;height:20px;flex:none;margin:2px 0 0;accent-color:var(--brand)}
.hint{margin:0;color:var(--faint);font-size:.875rem}
.fault{margin:0;color:var(--fault);font-weight:600}
button{width:100%;padding:12px 24px;border:1px solid transparent;border-radius:6px;background:var(--accent);color:#fff;font:inherit;font-weight:700;cursor:pointer}
button[name=decision]+button{margin-top:12px;border-color:var(--line);background:none;color:var(--text)}
.passkey{margin-top:12px}
.passkey button{border-color:var(--line);background:none;color:var(--text)}
nav ul{margin:24px 0 0;padding:0;list-style:none}
nav li{margin-top:8px}
a{color:var(--brand)}
:focus-visible{outline:3px solid var(--text);outline-offset:2px}`;
}
