import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { FailedAttemptNotices } from './failed-attempt-notices.js';
import { FailedAttemptTally } from './failed-attempt-tally.js';
import { NoticeSteps } from './notice-steps.js';
import { NoticesService } from './notices.service.js';
import { SignInPlaces } from './sign-in-places.js';

/** Mails about accounts that users get without requesting them. */
@Module({
  imports: [MailModule, ThrottlingModule, UsersModule],
  providers: [FailedAttemptNotices, FailedAttemptTally, NoticeSteps, NoticesService, SignInPlaces],
  exports: [FailedAttemptNotices, NoticesService, SignInPlaces],
})
export class NoticesModule {
  constructor(lifecycle: UserLifecycle, steps: NoticeSteps) {
    lifecycle.register(steps);
  }
}
