import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { watchword } from '../calls/watchword.js';
import { page } from '../page/page.js';
import { usePlace } from '../page/router.js';
import { t } from '../page/texts.js';
import { StepUpDialog } from '../step-up/step-up-dialog.js';
import { showStepUpsBy, type StepUpRequest } from '../step-up/step-up-requests.js';
import { Head } from './head.js';
import { Menu } from './menu.js';
import { SignedOut } from './signed-out.js';
import { useUser } from './use-user.js';
import { viewAt } from './views.js';

/** The whole console: the head, the menu, one view, and the step-up dialogue. */
export function Shell(): JSX.Element {
  const user = useUser(watchword);
  const { path } = usePlace();
  const [request, setRequest] = useState<StepUpRequest>();
  useEffect(() => showStepUpsBy(setRequest), []);
  if (!user) return <SignedOut />;
  const isAdmin = user.roles.includes('admin');
  return (
    <>
      <Head user={user} isAdmin={isAdmin} />
      <div class="columns">
        <Menu path={path} isAdmin={isAdmin} />
        <View key={path} path={path} isAdmin={isAdmin} />
      </div>
      {request && <StepUpDialog request={request} />}
    </>
  );
}

/** The view at a path. Its heading gets the focus, so that screen readers announce it. */
function View({ path, isAdmin }: { readonly path: string; readonly isAdmin: boolean }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, show } = viewAt(path, isAdmin);
  useEffect(() => {
    document.title = `${t(title)} – ${page.service}`;
    heading.current?.focus();
  }, []);
  return (
    <section class="view">
      <h1 tabIndex={-1} ref={heading}>
        {t(title)}
      </h1>
      {show()}
    </section>
  );
}
