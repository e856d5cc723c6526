"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VERIFY = "identity.verify"
EXTRACT = "identity.extract"
SETTLE = "identity.settle"
REPORT = "identity.report"
REVIEW = "identity.review"
TUNE = "identity.tune"
CASES = "identity.cases"


class Method(TextChoices):
    """Who says that a person is who the file says: the unit that keeps the person, or the population register."""

    UNIT = "unit", _("Dipastikan unit")
    REGISTER = "register", _("Dicocokkan dengan register kependudukan")


class Result(TextChoices):
    """What came of a verification. BELUM is what is said of a person who has none; it is never stored."""

    BELUM = "belum", _("Belum diperiksa")
    SESUAI = "sesuai", _("Sesuai")
    SESUAI_SEBAGIAN = "sesuai_sebagian", _("Sesuai sebagian, perlu dilihat")
    TIDAK_SESUAI = "tidak_sesuai", _("Tidak sesuai")
    TIDAK_DITEMUKAN = "tidak_ditemukan", _("NIK tidak ditemukan")
    MENINGGAL = "meninggal", _("Tercatat meninggal")
    GANDA = "ganda", _("NIK ganda")
    TIDAK_AKTIF = "tidak_aktif", _("NIK tidak aktif")
    TANPA_NIK = "tanpa_nik", _("Tanpa NIK")
    WNA = "wna", _("Warga negara asing")
    PERLU_PEREKAMAN = "perlu_perekaman", _("Perlu perekaman KTP-el")
    GAGAL_TEKNIS = "gagal_teknis", _("Gagal karena sebab teknis")


class Confirmation(TextChoices):
    """By what the identity of somebody present is confirmed on a day. Each person has exactly one of these."""

    REGISTER = "register", _("Dipastikan register")
    UNIT = "unit", _("Dipastikan unit saja")
    NONE = "none", _("Belum dipastikan")


class RunKind(TextChoices):
    """By which of the three ways a run asks the register."""

    GATEWAY = "gateway", _("Layanan verifikasi")
    REGISTRY = "registry", _("Di tempat register")
    EXTRACT = "extract", _("Ekstrak register")


class RunState(TextChoices):
    """Where a run stands. Paused and stopped by people, halted by the system; only stopped and done are final."""

    GATHERING = "gathering", _("Mengumpulkan orang")
    RUNNING = "running", _("Berjalan")
    PAUSED = "paused", _("Dijeda")
    HALTED = "halted", _("Terhenti, perlu tindakan")
    STOPPED = "stopped", _("Dihentikan")
    DONE = "done", _("Selesai")


UNDER_WAY = (RunState.GATHERING, RunState.RUNNING)
FINAL = (RunState.STOPPED, RunState.DONE)


class Pause(TextChoices):
    """Why a run that is under way waits. It goes on by itself."""

    QUOTA = "quota", _("Kuota hari ini habis; dilanjutkan sendiri besok.")
    HOURS = "hours", _("Di luar jam layanan; dilanjutkan sendiri saat layanan dibuka.")
    TROUBLE = (
        "trouble",
        _("Layanan berkali-kali tidak menjawab dengan benar; dicoba lagi dengan jeda yang makin panjang."),
    )
    ANSWERS = "answers", _("Menunggu berkas jawaban dari tempat register.")


class Halt(TextChoices):
    """Why the system halted a run: somebody must act before it can go on."""

    SWITCHED_OFF = (
        "switched_off",
        _(
            "Dukcapil menonaktifkan akses lembaga atau pengguna ini. Hentikan semua pemeriksaan dan hubungi Ditjen Dukcapil."
        ),
    )
    LOGIN = (
        "login",
        _("Layanan menolak pengguna atau sandinya. Periksa SINERGI_DUKCAPIL_USER dan SINERGI_DUKCAPIL_PASSWORD."),
    )
    ADDRESS = "address", _("Layanan menolak alamat IP ini. Periksa SINERGI_DUKCAPIL_IP dan pendaftarannya di Dukcapil.")
    PARAMETERS = "parameters", _("Layanan menganggap permintaan tidak lengkap. Periksa pengaturan layanan verifikasi.")
    TLS = (
        "tls",
        _(
            "Sertifikat layanan tidak dapat dipercaya. Periksa SINERGI_DUKCAPIL_CA_FILE; jangan mematikan pemeriksaannya."
        ),
    )
    NOWHERE = (
        "nowhere",
        _("Alamat layanan menolak permintaan. Periksa SINERGI_DUKCAPIL_URL dan SINERGI_DUKCAPIL_CUSTOMER."),
    )
    NOT_SET_UP = "not_set_up", _("Layanan verifikasi belum diatur di server ini.")
    OUTSIDE_TERM = "outside_term", _("Perjanjiannya tidak lagi berlaku, jadi register tidak boleh ditanyai.")
    AUTHORITY = (
        "authority",
        _("Wewenang petugas yang memulai pemeriksaan ini sudah berakhir. Mulai lagi oleh petugas lain."),
    )
    FILE = "file", _("Berkas yang ditanyai hilang atau rusak.")


class PersonState(TextChoices):
    """How far a run is with one person. ASKING is written down before anything is sent."""

    WAITING = "waiting", _("Menunggu")
    ASKING = "asking", _("Sedang ditanyakan")
    DONE = "done", _("Terjawab")
    FAILED = "failed", _("Gagal karena sebab teknis")
    SKIPPED = "skipped", _("Dilewati: tidak lagi di unit")


class ProposalState(TextChoices):
    """Where a NIK that was found stands. It reaches the person only when a second officer accepts it."""

    OPEN = "open", _("Menunggu keputusan")
    ACCEPTED = "accepted", _("Diterima")
    REFUSED = "refused", _("Ditolak")


class ReportState(TextChoices):
    """How far a usage report has come: made, sent, taken by the other side."""

    DRAFT = "draft", _("Disusun")
    SENT = "sent", _("Dikirim")
    ACCEPTED = "accepted", _("Diterima mitra")


class CaseKind(TextChoices):
    """What a case of the review desk asks: is this person that row of an extract, or are two persons of ours one."""

    ROW = "row", _("Orang dan baris register")
    PAIR = "pair", _("Dua orang tercatat")


class ReviewState(TextChoices):
    """Where a case stands. While READING nobody but the system knows how many have read it."""

    READING = "reading", _("Menunggu dibaca")
    REFERRED = "referred", _("Diteruskan ke atasan")
    SETTLED = "settled", _("Diputuskan")
    WITHDRAWN = "withdrawn", _("Ditarik")


OPEN_REVIEWS = (ReviewState.READING, ReviewState.REFERRED)


class Opinion(TextChoices):
    """What a reader says of the two sides of a case."""

    SAME = "same", _("Sama")
    DIFFERENT = "different", _("Beda")
    UNKNOWN = "unknown", _("Tidak tahu")


class Machine(TextChoices):
    """What the automatic comparison said of the two sides before anybody looked."""

    SAME = "same", _("Sama")
    LOOK = "look", _("Perlu dilihat")
    DIFFERENT = "different", _("Beda")


class Scope(TextChoices):
    """How far a decision of the desk reaches."""

    PAIR = "pair", _("Dua orang ini")
    ROW = "row", _("Orang ini dan baris ekstrak ini")
    NIK = "nik", _("Orang ini dan NIK ini, di ekstrak mana pun")


class CaseState(TextChoices):
    """How far the case of somebody without a NIK has come."""

    OPEN = "open", _("Dicari")
    BOOKED = "booked", _("Dijadwalkan")
    RECORDED = "recorded", _("Sudah direkam")
    ISSUED = "issued", _("NIK terbit")
    CLOSED = "closed", _("Selesai")


class StepKind(TextChoices):
    """What was done in a case, or what became of it."""

    OPENED = "opened", _("Kasus dibuka")
    TRY = "try", _("Percobaan")
    EVIDENCE = "evidence", _("Bukti dikumpulkan")
    BOOKED = "booked", _("Dijadwalkan perekaman")
    UNBOOKED = "unbooked", _("Jadwal dibatalkan")
    ABSENT = "absent", _("Tidak hadir")
    REFUSED = "refused", _("Menolak direkam")
    RECORDED = "recorded", _("Direkam")
    ISSUED = "issued", _("NIK terbit")
    RETURNED = "returned", _("Dikembalikan: perlu diulang")
    MOVED = "moved", _("Pindah unit")
    CLOSED = "closed", _("Kasus ditutup")
    REOPENED = "reopened", _("Kasus dibuka lagi")


class CaseOrigin(TextChoices):
    """How it became known that somebody has no usable NIK."""

    HAND = "hand", _("Dicatat petugas")
    UNIT = "unit", _("Dari daftar unit")
    RUN = "run", _("Dari pemeriksaan")


class CloseReason(TextChoices):
    """Why a case is over. ISSUED is said by the system alone, once the person has a usable NIK."""

    ISSUED = "issued", _("NIK sudah tercatat pada orangnya")
    FOREIGN = "foreign", _("Warga negara asing")
    DIED = "died", _("Meninggal")
    RELEASED = "released", _("Bebas atau tidak lagi di unit")
    DUPLICATE = "duplicate", _("Orang yang sama sudah tercatat dengan NIK")
    MISTAKEN = "mistaken", _("Dibuka karena keliru")
    ERASED = "erased", _("Data orangnya dihapus")


BY_HAND = (
    CloseReason.FOREIGN,
    CloseReason.DIED,
    CloseReason.RELEASED,
    CloseReason.DUPLICATE,
    CloseReason.MISTAKEN,
)
"""The reasons that people give."""


class DayState(TextChoices):
    """Where a recording day stands."""

    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Sudah berlangsung")
    CANCELLED = "cancelled", _("Dibatalkan")


class Attendance(TextChoices):
    """What became of somebody who was booked for a recording day."""

    RECORDED = "recorded", _("Direkam")
    ABSENT = "absent", _("Tidak hadir")
    REFUSED = "refused", _("Menolak")


class AgeBand(TextChoices):
    """How many days a case has been open; the day it was opened is day 0."""

    UP_TO_30 = "30", _("sampai 30 hari")
    UP_TO_90 = "90", _("31–90 hari")
    UP_TO_180 = "180", _("91–180 hari")
    OLDER = "lebih", _("di atas 180 hari")
