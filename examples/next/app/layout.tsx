import type { PropsWithChildren } from 'react';

export default ({ children }: PropsWithChildren) => (
  <html lang="en">
    <body>{children}</body>
  </html>
);
