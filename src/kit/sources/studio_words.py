"""The headers of TikTok Studio and Business Suite in English, whatever the language they are written in.

TikTok Studio writes English headers in every language (seen); Business Suite translates them.  Sources of the words:
Swedish from a public parser of Business Suite files; Portuguese and Japanese from public parsers that expect them;
the others are the plain words of each language for these things and were not seen in a file.  A header that is not
here names its series itself.
"""

from collections.abc import Sequence
from functools import cache
import re
import unicodedata

WORDS = {
    "date": "day; datum; data; fecha; dato; tanggal; tarikh; ngày; วันที่; 日期; 日付; 날짜; дата; tarih; "
    "jour; dag; tag; päivämäärä; التاريخ; ημερομηνία; dátum",
    "video_views": "videovisningar; visualizações de vídeo; visualizações do vídeo; "
    "visualizações de vídeos; visualizaciones de video; visualizaciones de vídeo; "
    "visualizaciones de videos; visualizaciones de vídeos; visualizaciones del video; "
    "visualizaciones del vídeo; videoaufrufe; video-aufrufe; vues de vidéos; vues de la vidéo; "
    "vues vidéo; lượt xem video; ยอดการดูวิดีโอ; ยอดเข้าชมวิดีโอ; penayangan video; tayangan video; "
    "動画視聴数; 再生数; 動画の再生数; 视频播放量; 影片觀看次數; 동영상 조회수; просмотры видео; "
    "video görüntülemeleri; visualizzazioni video; videoweergaven",
    "profile_views": "profilvisningar; visualizações do perfil; visualizações de perfil; "
    "visualizaciones del perfil; visualizaciones de perfil; profilaufrufe; vues du profil; "
    "vues de profil; lượt xem hồ sơ; ยอดการดูโปรไฟล์; ยอดเข้าชมโปรไฟล์; penayangan profil; "
    "tayangan profil; プロフィール表示回数; 主页浏览量; 프로필 조회수; просмотры профиля; profil görüntülemeleri; "
    "visualizzazioni del profilo; profielweergaven",
    "likes": "gilla-markeringar; curtidas; me gusta; gefällt mir; gefällt-mir-angaben; "
    "„gefällt mir“-angaben; j'aime; j’aime; mentions j'aime; mentions j’aime; lượt thích; ถูกใจ; "
    "ยอดถูกใจ; การถูกใจ; suka; jumlah suka; いいね; いいね数; 点赞; 点赞数; 讚; 좋아요; лайки; отметки «нравится»; "
    "beğeniler; mi piace",
    "comments": "kommentarer; comentários; comentarios; kommentare; commentaires; bình luận; "
    "lượt bình luận; ความคิดเห็น; komentar; コメント; コメント数; 评论; 评论数; 留言; 댓글; комментарии; yorumlar; "
    "commenti; reacties",
    "shares": "delningar; compartilhamentos; partilhas; compartidos; veces compartido; "
    "veces que se compartió; compartir; geteilte inhalte; teilungen; partages; lượt chia sẻ; chia sẻ; "
    "แชร์; การแชร์; ยอดแชร์; dibagikan; bagikan; シェア; シェア数; 分享; 分享数; 공유; репосты; paylaşımlar; "
    "condivisioni",
    "reached_audience": "målgrupp som nåtts; público alcançado; audiencia alcanzada; público alcanzado; "
    "erreichte zielgruppe; audience atteinte; đối tượng tiếp cận được",
    "product_link_clicks": "klick på produktlänkar",
    "product_link_complete_payment": "produktlänk genomför betalning",
    "product_link_gmv": "gmv för produktlänkar",
    "website_clicks": "webbplatsklickar; cliques no site; clics en el sitio web; website-klicks; clics sur le site web",
    "phone_number_clicks": "telefonnummerklickar",
    "leads_submission": "insamlade leads",
    "app_download_link_clicks": "klick på nedladdningslänk för app",
    "net_growth": "nettotillväxt; crescimento líquido; crecimiento neto; nettowachstum; "
    "croissance nette; tăng trưởng ròng; pertumbuhan bersih; чистый прирост; crescita netta; nettogroei",
    "new_followers": "nya följare; novos seguidores; nuevos seguidores; seguidores nuevos; "
    "neue follower; nouveaux followers; nouveaux abonnés; người theo dõi mới; follower mới; "
    "ผู้ติดตามใหม่; pengikut baru; 新しいフォロワー; 新規フォロワー; 新增粉丝; 새 팔로워; новые подписчики; "
    "yeni takipçiler; nuovi follower; nieuwe volgers",
    "lost_followers": "tappade följare; seguidores perdidos; verlorene follower; followers perdus; "
    "abonnés perdus; người theo dõi đã mất; ผู้ติดตามที่หายไป; pengikut yang hilang; 流失粉丝; "
    "потерянные подписчики; follower persi",
    "followers": "följare; seguidores; follower; abonnés; người theo dõi; ผู้ติดตาม; pengikut; フォロワー; "
    "フォロワー数; 粉丝; 팔로워; подписчики; takipçiler; volgers",
    "difference_in_followers_from_previous_day": "diferença de seguidores em relação ao dia anterior",
    "unique_viewers": "",
    "total_viewers": "",
    "new_viewers": "",
    "returning_viewers": "",
    "active_followers": "seguidores ativos; seguidores activos; aktive follower; followers actifs; "
    "pengikut aktif; ผู้ติดตามที่ใช้งานอยู่",
    "hour": "hora; stunde; heure; giờ; ชั่วโมง; jam; 時間; 时间段; 시간; час; saat; ora; uur; timme",
    "gender": "gênero; género; kön; geschlecht; genre; sexe; giới tính; เพศ; jenis kelamin; 性別; 性别; 성별; "
    "пол; cinsiyet; genere; geslacht",
    "top_territories": "top countries; top territory; territories; territory; principais territórios; "
    "principales territorios; top-regionen; top-länder; principaux territoires; khu vực hàng đầu; "
    "wilayah teratas",
    "distribution": "distribuição; distribución; verteilung; fördelning; répartition; phân bổ; "
    "distribusi; 分布; percentage; %",
    "time": "tempo; tid; zeit; hora de exportación",
    "video_title": "videotitel; título do vídeo; título del vídeo; título del video; titel des videos; "
    "titre de la vidéo; tiêu đề video; ชื่อวิดีโอ; judul video; 動画タイトル; 视频标题; 동영상 제목; название видео; "
    "titolo del video",
    "video_link": "videolänk; link do vídeo; enlace del vídeo; enlace del video; videolink; video-link; "
    "lien de la vidéo; lien vidéo; liên kết video; ลิงก์วิดีโอ; tautan video; link video; 動画リンク; 视频链接; "
    "동영상 링크; ссылка на видео; link del video",
    "post_time": "posting time; publishing time; publish time; posted; post date; publiceringstid; "
    "data de publicação; data da publicação; horário da publicação; fecha de publicación; "
    "hora de publicación; veröffentlichungszeit; veröffentlicht am; heure de publication; "
    "date de publication; thời gian đăng; เวลาที่โพสต์; waktu posting; waktu postingan; 投稿日; 投稿日時; 发布时间; "
    "게시 시간; время публикации; ora di pubblicazione",
    "saves": "add to favorites; favorites; favourites; total favorites; total saves; "
    "lägg till i favoriter; adicionar aos favoritos; favoritos; añadir a favoritos; agregar a favoritos; "
    "zu favoriten hinzugefügt; ajouter aux favoris; thêm vào mục yêu thích; เพิ่มในรายการโปรด; "
    "tambahkan ke favorit; お気に入りに追加; 收藏",
}
MONEY = {"product_link_gmv"}  # amounts of money


def plain(header: str) -> str:
    """A header as a word: "Video Views" → video_views.  Marks of vowels and tones belong to the letters."""
    letters = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in header.lower())
    return "_".join("".join(letters).split())


@cache
def _english() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, others in WORDS.items():
        for word in (name, *others.split(";")):
            names.setdefault(_key(word), name)
    return {word: name for word, name in names.items() if word}


def _key(header: str) -> str:
    return re.sub(r"[\s_]+", " ", unicodedata.normalize("NFKC", header).strip().lower())


def english(header: str) -> str:
    """The English name of a header, or the header itself as a word: "Nya följare" → new_followers.

    A currency behind it, as in GMV (USD), is no part of the name.
    """
    bare = re.sub(r"\s*\([A-Z]{3}\)$", "", header)
    return _english().get(_key(bare)) or plain(header) or _key(header)


def names(headers: Sequence[str]) -> list[str]:
    """The English names of a table's headers; a name that another column has already stays what it was."""
    out: list[str] = []
    for header in headers:
        name = english(header)
        out.append(name if name not in out else plain(header) or name)
    return out
