import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus } from '@nestjs/common';
import { replyOf } from '../http/http-context.js';

/** Ends a request with 303, which redirects to another address. */
export class SeeOther extends Error {
  constructor(readonly address: string) {
    super('see other');
  }
}

/** Sends the response for SeeOther. A handler has no other way to choose its status. */
@Catch(SeeOther)
export class SeeOtherFilter implements ExceptionFilter<SeeOther> {
  catch({ address }: SeeOther, host: ArgumentsHost): void {
    void replyOf(host).status(HttpStatus.SEE_OTHER).header('location', address).send('');
  }
}
