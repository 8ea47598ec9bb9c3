"""Toy guides in three languages."""

from digiamen_scan.model.checks import Check, CheckMeta
from digiamen_scan.model.guides import Guide, Message, Steps
from digiamen_scan.model.scales import Effort, Severity, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.model.verdicts import Verdict, ok


def _message(text: str) -> Message:
    headline, _, rest = text.partition("\n\n")
    return Message(headline, rest)


def _guide(lang: str, title: str, texts: dict[str, str], how: tuple[Steps, ...]) -> Guide:
    messages = {key: _message(text) for key, text in texts.items() if key not in ("why", "cannot")}
    return Guide(lang, title, texts["why"], how, texts["cannot"], "…", messages, {})


_DMARC = {
    "en": _guide(
        "en",
        "Forged mail in your name is refused",
        {
            "why": "A parent or a child may trust a false message from “you”.",
            "cannot": "Nobody knows who manages the domain? Find out who pays the yearly bill.",
            "no_record": "Anyone can send mail that seems to come from {target}.\n\n"
            "Nothing tells other mail services to refuse forgeries. Found: `{found}`.",
        },
        (
            Steps(
                frozenset({"no_record"}),
                "1. Make the mailbox **dmarc**.\n2. Send the record below to your technician; they "
                "publish it at [the provider](https://help.example/dns).\n3. Check again:\n"
                "`dig +short TXT _dmarc.example.org`",
            ),
        ),
    ),
    "fr": _guide(
        "fr",
        "Les faux e-mails à votre nom sont refusés",
        {
            "why": "Un parent ou un enfant peut croire un faux message de « vous ».",
            "cannot": "Personne ne sait qui gère le nom de domaine\u00a0? Trouvez qui le paie.",
            "no_record": "N'importe qui peut envoyer un e-mail qui semble venir de {target}\n\n"
            "Rien ne dit aux autres services de refuser les faux. Trouvé\u00a0: `{found}`.",
        },
        (
            Steps(
                frozenset({"no_record"}),
                "1. Créez la boîte dmarc.\n2. Envoyez l'enregistrement à votre technicien.\n"
                "3. Vérifiez de nouveau\u00a0:\n`dig +short TXT _dmarc.example.org`",
            ),
        ),
    ),
    "ar": _guide(
        "ar",
        "تُرفض الرسائل المزوَّرة باسمكم",
        {
            "why": "قد يثق أحد الوالدين أو طفل برسالة كاذبة باسمكم.",
            "cannot": "لا أحد يعرف من يدير اسم النطاق؟ ابحثوا عمن يدفع الفاتورة السنوية.",
            "no_record": "يستطيع أي شخص إرسال بريد يبدو كأنه من {target}\n\n"
            "لا شيء يطلب من خدمات البريد الأخرى رفض الرسائل المزوَّرة. وُجد: `{found}`.",
        },
        (
            Steps(
                frozenset({"no_record"}),
                "1. أنشئوا صندوق البريد dmarc.\n2. أرسلوا السجل أدناه إلى التقني.\n"
                "3. أعيدوا الفحص:\n`dig +short TXT _dmarc.example.org`",
            ),
        ),
    ),
}
_DISK = {
    "en": _guide(
        "en",
        "The disk of this computer is encrypted",
        {
            "why": "A name or an address could reach the very person a child fled.",
            "cannot": "Move the children's files to an encrypted computer today.",
            "plain": "The disk of this computer is not encrypted\n\nWhoever takes it reads it all.",
            "key_kept": "Keep the recovery key on paper, away from the computer",
        },
        (
            Steps(frozenset({"linux"}), "1. Make the back-up first.\n2. Show this to a helper."),
            Steps(frozenset({"windows"}), "1. Open Settings \u203a Privacy & security."),
        ),
    ),
    "fr": _guide(
        "fr",
        "Le disque de cet ordinateur est chiffré",
        {
            "why": "Un nom ou une adresse pourrait parvenir à la personne que l'enfant a fuie.",
            "cannot": "Déplacez dès aujourd'hui les dossiers des enfants.",
            "plain": "Le disque de cet ordinateur n'est pas chiffré\n\nQui l'emporte peut le lire.",
            "key_kept": "Gardez la clé de récupération sur papier, loin de l'ordinateur",
        },
        (Steps(frozenset({"linux"}), "1. Faites d'abord la sauvegarde."),),
    ),
    "ar": _guide(
        "ar",
        "قرص هذا الحاسوب مشفَّر",
        {
            "why": "قد يصل اسم طفل أو عنوانه إلى الشخص الذي هرب منه.",
            "cannot": "انقلوا ملفات الأطفال اليوم إلى حاسوب مشفَّر.",
            "plain": "قرص هذا الحاسوب غير مشفَّر\n\nمن يأخذه يستطيع قراءة كل شيء.",
            "key_kept": "احفظوا مفتاح الاسترداد على ورقة بعيدًا عن الحاسوب",
        },
        (Steps(frozenset({"linux"}), "1. أنشئوا أولًا النسخة الاحتياطية."),),
    ),
}
_TWO_FACTOR = {
    lang: _guide(lang, title, {"why": "…", "cannot": "…"}, (Steps(frozenset(), "…"),))
    for lang, title in {
        "en": "Every account asks for a second factor",
        "fr": "Chaque compte demande une double authentification",
        "ar": "كل حساب يطلب المصادقة الثنائية",
    }.items()
}


def _judge() -> Verdict:
    return ok()


def _check(check: str, kind: TargetKind, guides: dict[str, Guide]) -> Check:
    meta = CheckMeta(kind, Severity.HIGH, Effort.MINUTES, Who.YOU, serves=("EX2",))
    return Check(check, meta, _judge, (), guides, "sample")


CHECKS = {
    "mail.dmarc": _check("mail.dmarc", TargetKind.DOMAIN, _DMARC),
    "device.disk_encryption": _check("device.disk_encryption", TargetKind.DEVICE, _DISK),
    "accounts.two_factor": _check("accounts.two_factor", TargetKind.ACCOUNT, _TWO_FACTOR),
}
