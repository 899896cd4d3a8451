/**
 * The limit of what Nest and Fastify let through, as Watchword uses them and with nothing of it: one guard that looks a
 * token up in a Map, the headers by one hook, the body by one handler. They are the product's own.
 * TOKEN is the one it knows, ANSWER the recorded answer of Watchword.
 */
import 'reflect-metadata';
import { Controller, Get, Module, UnauthorizedException, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { fastify } from 'fastify';
import { LeanAdapter } from '../../build/http/lean-adapter.js';

const { PORT, HOST, TOKEN, ANSWER } = process.env;
const { headers, body } = JSON.parse(ANSWER);
const { 'content-type': _, 'content-length': __, ...kept } = headers;
const answer = JSON.parse(body);
const remembered = new Map([[TOKEN, { subject: 'alice' }]]);

class Guard {
  canActivate(context) {
    const token = context.switchToHttp().getRequest().headers.authorization?.slice('Bearer '.length);
    if (!remembered.has(token)) throw new UnauthorizedException();
    return true;
  }
}

class Routes {
  root() {
    return {};
  }
  protected() {
    return { ...answer };
  }
}
decorate(Get(), 'root');
decorate(UseGuards(Guard), 'protected');
decorate(Get('protected'), 'protected');
Controller()(Routes);

class App {}
Module({ controllers: [Routes] })(App);

const server = fastify();
server.addHook('onRequest', (_request, reply, done) => {
  reply.headers(kept);
  done();
});
const app = await NestFactory.create(App, new LeanAdapter(server), { logger: false });
await app.listen(Number(PORT), HOST);

function decorate(decorator, method) {
  decorator(Routes.prototype, method, Object.getOwnPropertyDescriptor(Routes.prototype, method));
}
