import { USDMClient, WebsocketAPIClient, WebsocketClient } from 'binance';
import { check, exchange, refused, run, within } from './checks.mjs';

const symbol = 'BTCUSDT';
const keys = { api_key: exchange.key, api_secret: exchange.secret };
const quiet = { trace() {}, info() {}, error() {} };

const rest = new USDMClient({ ...keys, baseUrl: exchange.base, disableTimeSync: true });

function socket() {
  const client = new WebsocketClient({ ...keys, wsUrl: exchange.ws, beautify: false, restOptions: { baseUrl: exchange.base } }, quiet);
  client.on('exception', () => {});
  return client;
}

const message = (client, name, fits) => within(20, name, new Promise(resolve => client.on('message', m => { const d = m.data ?? m; if (fits(d)) resolve(d); })));

run(async () => {
  const info = await rest.getExchangeInfo();
  check('exchange information', info.symbols.some(s => s.symbol === symbol));
  const book = await rest.getOrderBook({ symbol, limit: 20 });
  check('a book', book.bids.length === 20);
  const price = (Number(book.bids[0][0]) * 0.98).toFixed(1);
  const placed = await rest.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTX', quantity: 0.01, price: Number(price), newClientOrderId: 'third-1' });
  check('an order rests', placed.status === 'NEW', placed);
  const changed = await rest.modifyOrder({ symbol, side: 'BUY', orderId: placed.orderId, quantity: 0.02, price: Number(price) });
  check('it is amended', Number(changed.origQty) === 0.02, changed);
  check('it is cancelled', (await rest.cancelOrder({ symbol, orderId: placed.orderId })).status === 'CANCELED');
  const filled = await rest.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.01, newOrderRespType: 'RESULT' });
  check('a market order fills', filled.status === 'FILLED', filled);
  check('the position is there', (await rest.getPositionsV3({ symbol })).some(p => Number(p.positionAmt) === 0.01));
  await rest.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.01, reduceOnly: 'true' });
  check('the balance', (await rest.getBalanceV3()).some(b => b.asset === 'USDT' && Number(b.balance) > 0));
  check('the account', Number((await rest.getAccountInformationV3()).totalWalletBalance) > 0);
  await refused('an unknown order', () => rest.cancelOrder({ symbol, origClientOrderId: 'no-such' }), e => e.code === -2011);
  await refused('a value too small', () => rest.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.001, price: Number(price) }), e => e.code === -4164);

  const market = socket();
  const depth = message(market, 'depth', d => d.e === 'depthUpdate');
  const ticker = message(market, 'bookTicker', d => d.e === 'bookTicker');
  market.subscribe([`${symbol.toLowerCase()}@depth@100ms`, `${symbol.toLowerCase()}@bookTicker`], 'usdmPublic');
  check('depth comes', (await depth).s === symbol);
  check('best quotes come', Number((await ticker).b) > 0);
  market.closeAll(true);

  const { listenKey } = await rest.getFuturesUserDataListenKey();
  const user = socket();
  const update = message(user, 'ORDER_TRADE_UPDATE', d => d.e === 'ORDER_TRADE_UPDATE' && d.o.c === 'third-2');
  user.subscribe([listenKey], 'usdmPrivate');
  await new Promise(r => setTimeout(r, 1500));
  const own = await rest.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: Number(price), newClientOrderId: 'third-2' });
  check('own orders are told', (await update).o.X === 'NEW');
  await rest.cancelOrder({ symbol, orderId: own.orderId });
  user.closeAll(true);

  const api = new WebsocketAPIClient({ ...keys, wsUrl: exchange.ws, attachEventListeners: false, restOptions: { baseUrl: exchange.base } }, quiet);
  const order = await within(20, 'order by the WebSocket API', api.submitNewFuturesOrder('usdm', {
    symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.010', price, newClientOrderId: 'third-3', timestamp: Date.now() }));
  check('an order by the WebSocket API', order.result.status === 'NEW', order);
  const gone = await within(20, 'cancel by the WebSocket API', api.cancelFuturesOrder('usdm', { symbol, origClientOrderId: 'third-3', timestamp: Date.now() }));
  check('and cancelled by it', gone.result.status === 'CANCELED', gone);
});
