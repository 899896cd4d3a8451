import express, { type Express, type RequestHandler } from 'express';
import { type Principal, TokenRefused, type WatchwordVerifier } from '@watchword/verifier';

/** Lets requests with a good token through and leaves the caller in `response.locals.caller`. */
function signedIn(verifier: WatchwordVerifier): RequestHandler {
  return async (request, response, next) => {
    try {
      response.locals.caller = await verifier.verifyHeader(request.headers.authorization);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      response.status(error.status).set(error.headers).json({ message: error.message });
      return;
    }
    next();
  };
}

/** Lets callers with the role through. Stands behind `signedIn`. */
function withRole(role: string): RequestHandler {
  return (_request, response, next) => {
    const { roles } = response.locals.caller as Principal;
    if (roles.includes(role)) next();
    else response.status(403).json({ message: `This needs the role ${role}.` });
  };
}

/** A service with a public route, one for whoever is signed in, and one for admins. */
export function createApp(verifier: WatchwordVerifier): Express {
  const app = express();
  app.get('/', (_request, response) => void response.json({ message: 'Hello, whoever you are.' }));
  app.get('/orders', signedIn(verifier), (_request, response) => {
    const { subject } = response.locals.caller as Principal;
    response.json({ orders: [], of: subject });
  });
  app.delete('/orders', signedIn(verifier), withRole('admin'), (_request, response) => {
    response.status(204).end();
  });
  return app;
}
