/**
 * The service of the tutorials: Express, Passport with a JWT strategy that looks the user up each time, Sequelize,
 * bcrypt. Written from that description, without things that would slow it down: no request log, no SQL on the console.
 */
import bcrypt from 'bcrypt';
import express from 'express';
import jwt from 'jsonwebtoken';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DataTypes, Sequelize } from 'sequelize';

const { PORT, HOST, DATABASE_URL } = process.env;
const SECRET = 'wowwow-this-is-the-secret-of-a-tutorial';
const COST = 10;

const sequelize = DATABASE_URL.startsWith('sqlite:')
  ? new Sequelize({ dialect: 'sqlite', storage: DATABASE_URL.slice('sqlite:'.length), logging: false })
  : new Sequelize(DATABASE_URL, { dialect: 'mysql', logging: false });

const User = sequelize.define('user', {
  name: { type: DataTypes.STRING, unique: true },
  password: { type: DataTypes.STRING },
});

passport.use(
  new Strategy(
    { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: SECRET },
    (payload, next) => void User.findByPk(payload.id).then((user) => next(null, user ?? false), next),
  ),
);

const app = express();
app.use(passport.initialize());
app.use(express.json());
app.use(express.urlencoded({ extended: true }));

app.get('/', (_request, response) => {
  response.json({ message: 'Express is up!' });
});

app.post('/register', async (request, response) => {
  const { name, password } = request.body;
  const user = await User.create({ name, password: await bcrypt.hash(password, COST) });
  response.status(201).json({ user: { id: user.id, name: user.name }, msg: 'account created successfully' });
});

app.post('/login', async (request, response) => {
  const { name, password } = request.body;
  const user = await User.findOne({ where: { name } });
  if (!user || !(await bcrypt.compare(password, user.password))) {
    return response.status(401).json({ msg: 'The name or the password is wrong' });
  }
  return response.json({ msg: 'ok', token: jwt.sign({ id: user.id }, SECRET) });
});

app.get('/users', async (_request, response) => {
  response.json(await User.findAll({ attributes: ['id', 'name'] }));
});

app.get('/protected', passport.authenticate('jwt', { session: false }), (_request, response) => {
  response.json({ msg: 'Congrats! You are seeing this because you are authorized' });
});

await sequelize.sync();
app.listen(Number(PORT), HOST);
