"""The groups of options: each option declared once, with its default, range and meaning.

A meaning stands in both languages, as the file of `settings_file` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

from station.domain.tube import POOL_SIZES
from station.setting_rules import Chosen, Flag, Number, Pattern, Subset, Text, Texts, Zone, option


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The sampling site."""

    name: str = option("", Text(0, 40), "采样点名称 · name of the site")
    time_zone: str = option(
        "Asia/Shanghai", Zone(), "时区，决定“当天” · time zone that decides what a day is"
    )
    booths: int = option(1, Number(1, 40), "台位数 · how many booths the site has")
    lab: str = option("", Text(0, 60), "检测机构 · laboratory that takes the samples")


@dataclass(frozen=True, slots=True)
class BoothOptions:
    """This booth."""

    number: str = option(
        "01",
        Chosen(tuple(f"{number:02}" for number in range(1, 41)), shown="01 – 40"),
        "台位号，两位数字 · number of this booth, two digits",
    )


@dataclass(frozen=True, slots=True)
class TubeOptions:
    """Sampling tubes."""

    pattern: str = option(
        "[0-9]{12}", Pattern(), "管码格式（正则表达式） · what a tube's barcode looks like"
    )
    pool_sizes: tuple[int, ...] = option(
        POOL_SIZES, Subset(POOL_SIZES), "可选的混采规格 · kinds of tube to choose from"
    )
    default_pool: int = option(
        10, Chosen(POOL_SIZES), "默认混采规格 · kind that is chosen at the start"
    )


@dataclass(frozen=True, slots=True)
class BoxOptions:
    """Transport boxes."""

    pattern: str = option(
        "BX[0-9A-Z]{4,12}", Pattern(), "箱码格式（正则表达式） · what a box code looks like"
    )


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """The site's rules."""

    repeat_window_days: int = option(
        1,
        Number(1, 60),
        "几天内算重复登记，1 为当天 · days in which a person counts as repeated, 1: the same day",
    )
    wait_seconds: int = option(
        60, Number(10, 600), "先扫人后扫管时最长等待（秒） · how long a person waits for a tube"
    )
    question_guard_ms: int = option(
        300,
        Number(100, 2000),
        "提问后多久内忽略回车（毫秒） · Enter is ignored this long after a question or a read",
    )


@dataclass(frozen=True, slots=True)
class BadgeOptions:
    """Badges of the staff."""

    pattern: str = option(
        "OP[0-9]{4,8}", Pattern(), "工牌码格式（正则表达式） · what a staff badge looks like"
    )


@dataclass(frozen=True, slots=True)
class StaffOptions:
    """Those who sign in."""

    lock_minutes: float = option(
        10.0,
        Number(0.0, 240.0),
        "无人操作几分钟后自动锁定，0 为不锁 · minutes without anybody until it locks itself, "
        "0: never",
    )


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What all readers share."""

    repeat_seconds: float = option(
        2.0,
        Number(0.5, 30.0),
        "同一码离开画面多久后可再读（秒） · the same text counts once until it was gone this long",
    )
    view_hold_ms: int = option(
        400,
        Number(100, 5000),
        "画面中的码保留多久（毫秒） · codes seen this close together are one view",
    )


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """A camera. With the name a camera is found again in another socket."""

    device: str = option(
        "auto",
        Text(0, 400),
        "摄像头：auto 为自动，空为不用，也可为编号或录像文件 · camera: `auto`, empty for none, "
        "its number or the system's id, or the path of a clip",
    )
    name: str = option("", Text(0, 120), "摄像头名称 · the camera's name")
    width: int = option(1280, Number(320, 3840), "画面宽（像素） · width in pixels")
    height: int = option(720, Number(240, 2160), "画面高（像素） · height in pixels")
    fps: int = option(30, Number(5, 120), "每秒帧数 · frames a second")
    mirror: bool = option(False, Flag(), "预览左右翻转 · mirror the preview")
    auto_exposure: bool = option(True, Flag(), "自动曝光 · automatic exposure")
    exposure: float = option(
        0.0, Number(-20.0, 100000.0), "手动曝光值，单位随驱动 · exposure, in the driver's units"
    )
    auto_focus: bool = option(True, Flag(), "自动对焦 · automatic focus")
    focus: float = option(
        0.0, Number(0.0, 100000.0), "手动对焦值，单位随驱动 · focus, in the driver's units"
    )


@dataclass(frozen=True, slots=True)
class SecondCameraOptions(CameraOptions):
    """A second camera, for the tube."""

    device: str = option(
        "",
        Text(0, 400),
        "第二摄像头（拍管码），空为不用 · second camera (for the tube), empty: none",
    )


@dataclass(frozen=True, slots=True)
class GunOptions:
    """A barcode gun that types like a keyboard."""

    prefix: str = option(
        "none",
        Chosen(("none", "f13", "stx")),
        "扫码枪设定的前缀键：无、F13、STX · key that the gun is set to send before each read",
    )
    gap_ms: int = option(
        35,
        Number(10, 300),
        "扫码枪两键最长间隔（毫秒），蓝牙枪可加长 · longest gap between two keys of a gun",
    )
    min_characters: int = option(
        6, Number(3, 32), "扫码枪一次最少字符数 · fewest characters of one read"
    )
    replay_ms: int = option(
        40, Number(10, 300), "按键最长暂留（毫秒） · how long a key is held before it is typed"
    )


@dataclass(frozen=True, slots=True)
class SerialOptions:
    """Barcode guns on serial lines and USB COM ports."""

    on: bool = option(True, Flag(), "使用串口扫码枪 · use guns on serial lines")
    ports: tuple[str, ...] = option(
        (),
        Texts(0, 8, 120),
        "串口，空为自动查找 USB 串口 · ports, empty: USB ports are found by themselves",
    )
    baud: int = option(
        9600,
        Chosen((1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)),
        "波特率（USB 串口枪不计） · baud rate; guns with USB take any",
    )


@dataclass(frozen=True, slots=True)
class CardOptions:
    """The reader of identity cards (SDT protocol)."""

    on: bool = option(True, Flag(), "使用身份证阅读器 · use a reader of identity cards")
    port: str = option(
        "",
        Text(0, 120),
        "阅读器串口，空为自动查找 · its port, empty: found by itself",
    )


@dataclass(frozen=True, slots=True)
class SpecimenOptions:
    """The kinds of specimen that an operator chooses from."""

    kinds: tuple[str, ...] = option(
        ("口咽拭子 OPS", "鼻咽拭子 NPS", "鼻拭子 NS"),
        Texts(1, 12, 16),
        "标本类型 · kinds of specimen",
    )


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """The window."""

    language: str = option("zh_CN", Chosen(("zh_CN", "en")), "界面语言 · language")
    theme: str = option(
        "system", Chosen(("system", "light", "dark")), "外观：跟随系统、浅色、深色 · theme"
    )


@dataclass(frozen=True, slots=True)
class SoundOptions:
    """The sounds."""

    on: bool = option(True, Flag(), "提示音 · sounds")
    volume: int = option(80, Number(0, 100), "音量（%） · volume in per cent")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The sheets for the laboratory."""

    folder: str = option(
        "",
        Text(0, 400),
        "导出文件夹，空为数据文件夹下的 export · folder of the sheets, "
        "empty: `export` in the data folder",
    )


@dataclass(frozen=True, slots=True)
class RetentionOptions:
    """How long personal data are kept."""

    days: int = option(
        60,
        Number(1, 3650),
        "交接后保存个人信息的天数，之后清除，统计保留 · days for which persons are kept after the "
        "hand-over; then they are erased and the counts stay",
    )


@dataclass(frozen=True, slots=True)
class BackupOptions:
    """Backups that the console makes by itself at the end of each shift."""

    on: bool = option(True, Flag(), "交班时自动备份 · back up at the end of each shift")
    folder: str = option(
        "",
        Text(0, 400),
        "备份文件夹，空为数据文件夹下的 backup · folder of the backups, "
        "empty: `backup` in the data folder",
    )
    keep: int = option(14, Number(1, 365), "保留的备份份数 · how many backups are kept")


@dataclass(frozen=True, slots=True)
class TrustOptions:
    """Trust lists that come by themselves."""

    folder: str = option(
        "",
        Text(0, 400),
        "新信任列表的文件夹，空为数据文件夹下的 trust-in · folder in which new trust lists are "
        "looked for, empty for trust-in in the data folder",
    )
    sticks: bool = option(
        True, Flag(), "也查看插入的 U 盘 · look on USB sticks that are plugged in too"
    )


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """The code desk."""

    valid_days: int = option(
        30, Number(1, 30), "核酸码有效天数 · days for which a sampling code is valid"
    )
    approval_needed: bool = option(
        True,
        Flag(),
        "亲属代领须另一人审批 · a relative's application is approved by somebody else",
    )
    sealed: bool = option(
        True,
        Flag(),
        "码内个人信息加密，仅本点可读 · codes are sealed, so that only the site's booths read them",
    )
    issuer_file: str = option("", Text(0, 400), "发证密钥文件 · the issuer's key file of this desk")
