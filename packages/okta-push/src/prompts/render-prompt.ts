import { createPromptRenderer, type PromptCatalogue } from '@authfactor/factor';

/**
 * Said by a voice while the device shows the request: `asked` as long as it waits, `ended` once no more is sent. Okta may
 * show numbers, and the agent then tells the right one.
 */
function catalogue(asked: string, ended: string): PromptCatalogue {
  const asking = () => asked;
  const telling = () => ended;
  return {
    first: asking,
    retry: asking,
    mismatched: telling,
    reused: telling,
    exhausted: telling,
    enroll: telling,
    'enroll-retry': telling,
    'unusable.no-digits': asking,
    'unusable.too-few': asking,
    'unusable.too-many': asking,
    'unusable.ambiguous': asking,
    'unusable.canceled': asking,
    'unusable.masked': asking,
  };
}

const CATALOGUES = {
  ar: catalogue(
    'أرسلت طلبًا إلى تطبيق Okta Verify على هاتفك. يرجى الموافقة عليه، وإذا ظهرت أرقام فاختر الرقم الذي أذكره لك.',
    'عذرًا، لم أتمكن من التحقق من هويتك عبر Okta Verify.',
  ),
  de: catalogue(
    'Ich habe eine Anfrage an Okta Verify auf Ihrem Telefon gesendet. Bitte bestätigen Sie sie. Zeigt es Zahlen, wählen Sie die, die ich Ihnen nenne.',
    'Ich konnte Sie mit Okta Verify leider nicht bestätigen.',
  ),
  en: catalogue(
    'I have sent a request to Okta Verify on your phone. Please approve it. If it shows numbers, choose the one that I tell you.',
    'Sorry, I could not verify you with Okta Verify.',
  ),
  es: catalogue(
    'He enviado una solicitud a Okta Verify en su teléfono. Por favor, apruébela. Si muestra números, elija el que yo le diga.',
    'Lo siento, no he podido verificar su identidad con Okta Verify.',
  ),
  fa: catalogue(
    'درخواستی به Okta Verify روی تلفن شما فرستادم. لطفاً آن را تأیید کنید. اگر عددهایی نشان داد، عددی را که به شما می‌گویم انتخاب کنید.',
    'متأسفم، نتوانستم هویت شما را با Okta Verify تأیید کنم.',
  ),
  fr: catalogue(
    'J’ai envoyé une demande à Okta Verify sur votre téléphone. Veuillez l’approuver. S’il affiche des nombres, choisissez celui que je vous indique.',
    'Désolé, je n’ai pas pu vous vérifier avec Okta Verify.',
  ),
  hi: catalogue(
    'मैंने आपके फ़ोन पर Okta Verify को एक अनुरोध भेजा है। कृपया उसे स्वीकार करें। अगर उसमें संख्याएँ दिखें, तो वह चुनें जो मैं बताऊँ।',
    'क्षमा करें, मैं Okta Verify से आपकी पुष्टि नहीं कर सका।',
  ),
  it: catalogue(
    'Ho inviato una richiesta a Okta Verify sul suo telefono. La approvi, per favore. Se mostra dei numeri, scelga quello che le dico.',
    'Mi dispiace, non ho potuto verificarla con Okta Verify.',
  ),
  ja: catalogue(
    'お使いの電話のOkta Verifyにリクエストを送信しました。承認してください。数字が表示された場合は、私がお伝えする数字を選んでください。',
    '申し訳ありません。Okta Verifyでご本人を確認できませんでした。',
  ),
  ko: catalogue(
    '고객님 휴대전화의 Okta Verify로 요청을 보냈습니다. 승인해 주세요. 숫자가 표시되면 제가 말씀드리는 숫자를 선택해 주세요.',
    '죄송합니다. Okta Verify로 본인 확인을 하지 못했습니다.',
  ),
  nl: catalogue(
    'Ik heb een verzoek naar Okta Verify op uw telefoon gestuurd. Keur het alstublieft goed. Als er getallen verschijnen, kies dan het getal dat ik noem.',
    'Sorry, ik kon u niet verifiëren met Okta Verify.',
  ),
  pt: catalogue(
    'Enviei um pedido para o Okta Verify no seu telefone. Por favor, aprove-o. Se ele mostrar números, escolha o que eu lhe disser.',
    'Desculpe, não foi possível verificar a sua identidade com o Okta Verify.',
  ),
  zh: catalogue(
    '我已向您手机上的 Okta Verify 发送了一个请求，请批准。如果显示数字，请选择我告诉您的那个数字。',
    '抱歉，我无法通过 Okta Verify 验证您的身份。',
  ),
} as const satisfies Readonly<Record<string, PromptCatalogue>>;

export const renderPrompt = createPromptRenderer('okta-push', CATALOGUES);
