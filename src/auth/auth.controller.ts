import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import { AcceptsForms, FORM, JSON_TYPE } from '../common/content-types.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { Overloaded } from '../passwords/passwords.errors.js';
import { NameTaken } from '../users/users.errors.js';
import { LoginDto, ProtectedDto, RegisterDto, RegisteredDto, TokensDto } from './auth.dto.js';
import { InvalidCredentials } from './auth.errors.js';
import { AuthService } from './auth.service.js';

@ApiTags('auth')
@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Public()
  @Post('register')
  @AcceptsForms()
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({ summary: 'Make an account' })
  @ApiCreatedResponse({ type: RegisteredDto })
  @ApiProblems(ValidationFailed, NameTaken, Overloaded)
  register(@Body() dto: RegisterDto): Promise<RegisteredDto> {
    return this.auth.register(dto);
  }

  @Public()
  @Post('login')
  @HttpCode(HttpStatus.OK)
  @AcceptsForms()
  @ApiConsumes(JSON_TYPE, FORM)
  @ApiOperation({ summary: 'Sign in' })
  @ApiOkResponse({ type: TokensDto })
  @ApiProblems(ValidationFailed, InvalidCredentials, Overloaded)
  login(@Body() dto: LoginDto): Promise<TokensDto> {
    return this.auth.login(dto);
  }

  @Get('protected')
  @ApiOperation({ summary: 'Reach what only signed-in callers reach' })
  @ApiOkResponse({ type: ProtectedDto })
  protected(): ProtectedDto {
    return { msg: 'Congrats! You are seeing this because you are authorized' };
  }
}
